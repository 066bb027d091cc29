'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { type ChangeWire, changeSchema } from '@/lib/api/changes'
import { ApiError } from '@/lib/api/client'
import { type PolicyResponse, policySchema } from '@/lib/api/policies'
import { applyPolicy, planPolicy } from '@/lib/api/policies-queries'
import { useSettled } from './use-settled'
import { refreshSteering } from './use-shift'
import { type Weights, withWeights } from './weights-of'

/** The other edit, as a 409 tells it. */
const conflictSchema = z.object({
  revision: z.number().int(),
  change: changeSchema.nullish(),
  /** What is stored now, and what this edit began with. */
  policy: policySchema.nullish(),
  base: policySchema.nullish(),
})
export type Conflict = z.infer<typeof conflictSchema>

/** The plan of these weights on this revision, made again when either changes, and the way to apply it. `isStale`: the plan shown is of other weights. */
export function usePlan(service: string, base: PolicyResponse | null, weights: Weights | null, onApplied: (change: ChangeWire) => void) {
  const client = useQueryClient()
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const spoken = JSON.stringify(weights)
  const settled = useSettled(spoken)
  const plan = useQuery({
    queryKey: ['plan', service, base?.revision ?? null, settled],
    enabled: base !== null && weights !== null && settled === spoken,
    queryFn: ({ signal }) => {
      if (!base || !weights) throw new Error('a plan needs a policy and weights')
      return planPolicy(service, withWeights(base.policy, weights), base.revision, signal)
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })
  const apply = useMutation({
    mutationFn: (reason: string) => {
      if (!base || !weights) throw new Error('there is nothing to apply')
      return applyPolicy(withWeights(base.policy, weights), base.revision, reason)
    },
    onSuccess: onApplied,
    onError: (error) => {
      const details = error instanceof ApiError && error.code === 'conflict' ? conflictSchema.safeParse(error.details) : null
      if (details?.success) setConflict(details.data)
    },
    onSettled: () => refreshSteering(client),
  })
  return {
    data: plan.data,
    error: plan.error,
    isStale: plan.isPlaceholderData || plan.isFetching || settled !== spoken || plan.data?.baseRevision !== base?.revision,
    apply,
    applyError: conflict ? null : apply.error,
    conflict,
    forgetConflict: () => {
      setConflict(null)
      apply.reset()
    },
  }
}
