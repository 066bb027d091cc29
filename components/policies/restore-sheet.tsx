'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { say } from '@/components/frame/say'
import { WriteError } from '@/components/frame/write-error'
import { changeRoute } from '@/components/page/routes'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Sheet } from '@/components/ui/sheet'
import { SheetSection } from '@/components/ui/sheet-section'
import { Skeleton } from '@/components/ui/skeleton'
import { policyQuery } from '@/lib/api/policies-queries'
import type { RevisionWire } from '@/lib/api/revisions'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { FolderPatch, whyFolder } from './folder-patch'
import { PlanSummary } from './plan-summary'
import { PlanTabs } from './plan-tabs'
import { PlanWarnings } from './plan-warnings'
import { useDocumentPlan } from './use-document-plan'
import { weightsOf } from './weights-of'

type Props = { service: string; from: RevisionWire; onClose: () => void }

/** Restores an earlier revision: its document is planned and applied like any edit, on what is stored now. */
export function RestoreSheet({ service, from, onClose }: Props) {
  const present = useQuery({ ...policyQuery(service), refetchOnMount: 'always' })
  const [reason, setReason] = useState(`restore revision ${from.revision}`)
  const router = useRouter()
  const { plan, apply } = useDocumentPlan(present.data ?? null, from.policy, (change) => {
    say.done(`Restored revision ${from.revision}: ${change.sentence}`)
    router.push(changeRoute(change.id))
  })
  const isSame = plan.data?.sentences.length === 0
  const missing = reason.trim() === '' ? 'Say why, in a sentence' : null
  const blocked = !plan.data ? 'The plan is being made' : isSame ? 'Nothing would change' : (whyFolder(present.data?.folder) ?? missing)
  return (
    <Sheet
      open
      onClose={onClose}
      title={`Restore revision ${from.revision} of ${displayName(service)}`}
      sub={present.data ? `It is revision ${present.data.revision} now. Nothing is sent before Apply, and it can be undone.` : ' '}
      foot={
        <>
          <span className="flex-1" />
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            size="large"
            disabledReason={blocked}
            busy={apply.isPending}
            onClick={() => apply.mutate(reason.trim())}
          >
            {plan.data ? `Apply to ${formatPlural(plan.data.proxies.length, 'proxy', 'proxies')}` : 'Apply'}
          </Button>
        </>
      }
    >
      {!plan.data && !plan.error && <Skeleton className="m-5 h-32" />}
      {plan.error && (
        <QueryError size="inline" error={plan.error} title="This revision cannot be planned" unchanged="Nothing was changed." />
      )}
      {apply.error && (
        <WriteError
          error={apply.error}
          title="It was not restored"
          unchanged="Nothing was changed."
          onRetry={() => void present.refetch().then(() => apply.reset())}
        />
      )}
      {plan.data && (
        <>
          <PlanSummary plan={plan.data} now={weightsOf(plan.data.before, [])} isStale={plan.isFetching} />
          {!isSame && (
            <SheetSection>
              <PlanTabs plan={plan.data} />
            </SheetSection>
          )}
          {!isSame && <PlanWarnings plan={plan.data} />}
          {!isSame && present.data?.folder && <FolderPatch folder={present.data.folder} plan={plan.data} />}
          <SheetSection>
            <Field label="Reason" help="It stays on the change.">
              {(aria) => <Input {...aria} value={reason} onChange={(event) => setReason(event.target.value)} boxClassName="w-full" />}
            </Field>
          </SheetSection>
        </>
      )}
    </Sheet>
  )
}
