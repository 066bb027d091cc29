'use client'
import { useState } from 'react'
import { usePromoteCanary } from '@/components/frame/use-canary-actions'
import { Button } from '@/components/ui/button'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { ReasonDialog } from './reason-dialog'

/** To 100 % by hand, with a reason; without proof the record calls it an override. */
export function PromoteCanaryButton({ canary }: { canary: CanaryWire }) {
  const [asking, setAsking] = useState(false)
  const promote = usePromoteCanary()
  const version = displayName(canary.version, 20)
  const all = `All traffic of ${displayName(canary.service)} goes to it`
  return (
    <>
      <Button size="large" className="max-sm:h-11 max-sm:flex-1" disabledReason={whyNot(canary)} onClick={() => setAsking(true)}>
        Promote to 100 %…
      </Button>
      {asking && (
        <ReasonDialog
          title={`Promote ${version} to 100 %?`}
          sub={
            canary.verdict === 'not_worse'
              ? `It is shown to be not worse in this step. ${all}, past the steps that are left.`
              : `It is not shown to be not worse: this overrides the evidence, and the record says so. ${all}.`
          }
          help="Stands in its timeline for ever."
          act={`Promote: all to ${version}`}
          leave="Go on by evidence"
          failed="It was not promoted"
          busy={promote.isPending}
          error={promote.error}
          onClose={() => setAsking(false)}
          onAct={(reason) => promote.mutate({ id: canary.id, reason }, { onSuccess: () => setAsking(false) })}
        />
      )}
    </>
  )
}

function whyNot({ state }: CanaryWire): string | null {
  if (state === 'rolling_back') return 'it is rolling back'
  if (state === 'promoting') return 'it is being promoted already'
  return state === 'draft' ? 'it has not started' : null
}
