'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSettled } from '@/components/policies/use-settled'
import { refreshSteering } from '@/components/policies/use-shift'
import type { ChangeWire } from '@/lib/api/changes'
import { ApiError } from '@/lib/api/client'
import { applyPolicy, planPolicy } from '@/lib/api/policies-queries'
import type { PolicyDraft } from './use-policy-draft'

/**
 * The plan of what is written, made again when it stands still; an answer to an older text is dropped. And the way to apply it. Where somebody was quicker the
 * policy is read again, which brings their edit up.
 */
export function useLivePlan(service: string, draft: PolicyDraft, onApplied: (change: ChangeWire, text: string) => void) {
  const client = useQueryClient()
  const { policy, revision, isDirty, theirs } = draft
  const spoken = JSON.stringify(policy)
  const settled = useSettled(spoken)
  const plan = useQuery({
    queryKey: ['plan', service, revision, settled],
    enabled: policy !== null && isDirty && theirs === null && settled === spoken,
    queryFn: ({ signal }) => {
      if (!policy) throw new Error('there is nothing to plan')
      return planPolicy(service, policy, revision, signal)
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })
  const apply = useMutation({
    mutationFn: ({ reason }: { reason: string; text: string }) => {
      if (!policy) throw new Error('there is nothing to apply')
      return applyPolicy(policy, revision, reason)
    },
    onSuccess: (change, { text }) => onApplied(change, text),
    onSettled: () => refreshSteering(client),
  })
  const isBehind = isConflict(plan.error)
  useEffect(() => {
    if (isBehind) void client.invalidateQueries({ queryKey: ['policies', service] })
  }, [isBehind, client, service])
  return {
    data: isDirty && policy !== null ? plan.data : undefined,
    error: isBehind ? null : plan.error,
    isStale: plan.isPlaceholderData || plan.isFetching || settled !== spoken || plan.data?.baseRevision !== revision,
    apply,
    applyError: isConflict(apply.error) ? null : apply.error,
  }
}
export type LivePlan = ReturnType<typeof useLivePlan>

const isConflict = (error: Error | null): boolean => error instanceof ApiError && error.code === 'conflict'
