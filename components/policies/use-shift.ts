'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { failedWrite } from '@/components/frame/failed-write'
import { say } from '@/components/frame/say'
import type { ChangeWire } from '@/lib/api/changes'
import { applyPolicy, planPolicy, policyQuery } from '@/lib/api/policies-queries'
import { shiftPolicy } from '@/lib/routing/shift-policy'
import { clickReason, type Weights, weightsOf } from './weights-of'

export type ShiftOutcome = { kind: 'applied'; change: ChangeWire } | { kind: 'warned'; weights: Weights } | { kind: 'nothing' }

/** One click: plans on the present revision and, where the plan has no warning, applies with a reason written by itself. A warning is answered, nothing is sent. */
export function useQuickShift(service: string, onOutcome: (outcome: ShiftOutcome) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ version, percent }: { version: string; percent: number }): Promise<ShiftOutcome> => {
      const { policy, revision } = await client.fetchQuery({ ...policyQuery(service), staleTime: 0 })
      const next = shiftPolicy(policy, version, percent)
      const weights = weightsOf(next, [])
      const plan = await planPolicy(service, next, revision)
      if (plan.sentences.length === 0) return { kind: 'nothing' }
      if (plan.warnings.length > 0) return { kind: 'warned', weights }
      const reason = clickReason(service, weightsOf(policy, []), weights)
      return { kind: 'applied', change: await applyPolicy(next, revision, reason) }
    },
    onSuccess: onOutcome,
    onError: (error) => say.failed(failedWrite('Nothing was shifted', error)),
    onSettled: () => refreshSteering(client),
  })
}

/** What any edit makes old. */
export function refreshSteering(client: ReturnType<typeof useQueryClient>): void {
  for (const key of ['changes', 'policies', 'services']) void client.invalidateQueries({ queryKey: [key] })
}
