'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChangeWire } from '@/lib/api/changes'
import type { PolicyResponse } from '@/lib/api/policies'
import { applyPolicy, type PolicyWire, planPolicy } from '@/lib/api/policies-queries'
import { refreshSteering } from './use-shift'

/** The plan of a whole document on the present revision, and the way to apply it. */
export function useDocumentPlan(present: PolicyResponse | null, policy: PolicyWire, onApplied: (change: ChangeWire) => void) {
  const client = useQueryClient()
  const plan = useQuery({
    queryKey: ['plan', policy.service, present?.revision ?? null, policy],
    enabled: present !== null,
    queryFn: ({ signal }) => planPolicy(policy.service, policy, present?.revision ?? 0, signal),
    staleTime: 30_000,
    retry: false,
  })
  const apply = useMutation({
    mutationFn: (reason: string) => applyPolicy(policy, present?.revision ?? 0, reason),
    onSuccess: onApplied,
    onSettled: () => refreshSteering(client),
  })
  return { plan, apply }
}
