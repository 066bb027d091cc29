'use client'
import { memo } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { FolderPatch } from '@/components/policies/folder-patch'
import { PlanSummary } from '@/components/policies/plan-summary'
import { PlanTabs } from '@/components/policies/plan-tabs'
import { PlanWarnings } from '@/components/policies/plan-warnings'
import { SheetSection } from '@/components/ui/sheet-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { PlanResponse } from '@/lib/api/policies'
import { ProblemList } from './problem-list'
import type { LivePlan as Plan } from './use-live-plan'
import type { PolicyDraft } from './use-policy-draft'

type Props = { draft: PolicyDraft; plan: Plan; folder: string | null | undefined }

/** What the edit would do, as it is written; or what keeps it from being planned. */
export function LivePlan({ draft, plan, folder }: Props) {
  if (!draft.isDirty || draft.isOnlyComments)
    return (
      <SheetSection title="Plan" level={2}>
        <p className="text-13 text-muted">
          {draft.isOnlyComments ? 'Nothing is edited but comments.' : 'Nothing is edited.'} What an edit would do is said here while you
          write it; nothing is sent before Apply.
        </p>
      </SheetSection>
    )
  if (draft.problems.some(({ severity }) => severity === 'error')) return <ProblemList problems={draft.problems} />
  if (draft.theirs)
    return (
      <SheetSection title="Plan" level={2}>
        <p className="text-13 text-muted">The plan waits until you have decided about the other edit.</p>
      </SheetSection>
    )
  if (plan.error)
    return (
      <SheetSection title="Plan" level={2}>
        <QueryError
          size="inline"
          error={plan.error}
          title="There is no plan for this"
          unchanged="Nothing was changed; your edit is kept."
        />
      </SheetSection>
    )
  if (!plan.data) return <Skeleton className="m-5 h-24" />
  const isSame = plan.data.sentences.length === 0
  return (
    <>
      <div aria-live="polite">
        <PlanSummary plan={plan.data} now={null} isStale={plan.isStale} />
      </div>
      {!isSame && <Details plan={plan.data} folder={folder} />}
    </>
  )
}

/** As long as the policy is: drawn anew with a new plan, not with each key. */
const Details = memo(function Details({ plan, folder }: { plan: PlanResponse; folder: string | null | undefined }) {
  return (
    <>
      <PlanWarnings plan={plan} />
      <SheetSection>
        <PlanTabs plan={plan} />
      </SheetSection>
      {folder && <FolderPatch folder={folder} plan={plan} />}
    </>
  )
})
