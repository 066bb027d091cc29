'use client'
import { useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { whyFolder } from '@/components/policies/folder-patch'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { formatPlural } from '@/lib/mesh/format'
import type { LivePlan } from './use-live-plan'
import type { PolicyDraft } from './use-policy-draft'

type Props = {
  draft: PolicyDraft
  plan: LivePlan
  folder: string | null | undefined
  /** Why nothing can be edited now, e.g. in the past. */
  blocked: string | null
}

/** Reason and Apply, always in sight at the foot of the page. */
export function ApplyBar({ draft, plan, folder, blocked }: Props) {
  const [reason, setReason] = useState('')
  const why = blocked ?? whyNotYet(draft, plan) ?? whyFolder(folder) ?? (reason.trim() === '' ? 'Say why, in a sentence' : null)
  const apply = () => plan.apply.mutate({ reason: reason.trim(), text: draft.text }, { onSuccess: () => setReason('') })
  return (
    <div className="border-line border-t bg-panel px-5 py-3">
      {plan.applyError && (
        <div className="mb-3">
          <WriteError error={plan.applyError} title="It was not applied" unchanged="Nothing was changed." kept="Your edit is kept." />
        </div>
      )}
      <div className="flex items-end gap-2">
        <Field label="Reason" className="min-w-0 flex-1">
          {(aria) => (
            <Input
              {...aria}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && !why && apply()}
              placeholder="Testers see v2; it stays on the change"
              boxClassName="w-full"
            />
          )}
        </Field>
        <Button variant="primary" size="large" disabledReason={why} busy={plan.apply.isPending} onClick={apply}>
          {plan.data ? `Apply to ${formatPlural(plan.data.proxies.length, 'proxy', 'proxies')}` : 'Apply'}
        </Button>
      </div>
    </div>
  )
}

function whyNotYet(draft: PolicyDraft, plan: LivePlan): string | null {
  if (!draft.isDirty) return 'Nothing is edited'
  if (draft.isOnlyComments) return 'Nothing is edited but comments'
  if (draft.problems.some(({ severity }) => severity === 'error')) return 'Mend what is wrong first'
  if (draft.theirs) return 'Decide about the other edit first'
  if (plan.error) return 'There is no plan for this'
  if (plan.isStale || !plan.data) return 'The plan is being made'
  return plan.data.sentences.length === 0 ? 'Nothing would change' : null
}
