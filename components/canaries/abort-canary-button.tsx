'use client'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { canaryTarget } from '@/components/frame/canary-words'
import { useAbortCanary } from '@/components/frame/use-canary-actions'
import { Button, type ButtonSize } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { KeyHint } from '@/components/ui/key-hint'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { useCanaryKeys } from './use-canary-keys'

type Props = {
  canary: CanaryWire
  size?: ButtonSize
  className?: string
  /** The page of one canary: `a` aborts it. */
  hasKey?: boolean
  words?: string
}

/** To weight 0 at once. It asks only while all traffic is being given to the new version: then it moves all of it. */
export function AbortCanaryButton({ canary, size = 'medium', className = '', hasKey = false, words }: Props) {
  const [asking, setAsking] = useState(false)
  const abort = useAbortCanary()
  const isLeaving = canary.state === 'rolling_back' || canary.state === 'ended'
  const act = () => abort.mutate({ id: canary.id, reason: 'aborted by hand' }, { onSettled: () => setAsking(false) })
  const ask = canary.state === 'promoting' ? () => setAsking(true) : act
  useCanaryKeys({ a: hasKey && !isLeaving && !abort.isPending ? ask : null })
  const effect = `Abort: ${displayName(canary.version, 20)} to 0 %`
  return (
    <>
      <Button
        size={size}
        variant="danger"
        className={className}
        icon={<Undo2 size={14} aria-hidden />}
        busy={abort.isPending}
        disabledReason={isLeaving ? 'it is rolling back already' : null}
        aria-label={`Abort the canary of ${canaryTarget(canary)}: to 0 %`}
        {...(hasKey ? { 'aria-keyshortcuts': 'a' } : {})}
        onClick={ask}
      >
        {words ?? effect}
        {canary.state === 'promoting' && '…'} {hasKey && <KeyHint>a</KeyHint>}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Take all traffic of ${displayName(canary.service)} back to ${displayName(canary.baseline, 20)}?`}
        sub={`${displayName(canary.version, 20)} is being promoted and has ${canary.weight} % now. Aborting moves all of it at once.`}
        foot={
          <>
            <Button size="large" className="max-sm:h-11" onClick={() => setAsking(false)}>
              Let it be promoted
            </Button>
            <Button size="large" variant="stop" className="max-sm:h-11" busy={abort.isPending} onClick={act}>
              {effect}
            </Button>
          </>
        }
      />
    </>
  )
}
