import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type ChangeWire, changeSchema } from './changes'
import { callApi, toPath } from './client'
import { type PlanResponse, planResponseSchema, policiesResponseSchema, policyResponseSchema, type policySchema } from './policies'

export type PolicyWire = z.infer<typeof policySchema>

export const policiesQuery = () =>
  queryOptions({ queryKey: ['policies'], queryFn: ({ signal }) => callApi(policiesResponseSchema, '/api/v1/policies', { signal }) })

export const policyQuery = (service: string) =>
  queryOptions({
    queryKey: ['policies', service],
    queryFn: ({ signal }) => callApi(policyResponseSchema, `/api/v1/policies/${toPath(service)}`, { signal }),
  })

/** What the edit would do; changes nothing. */
export const planPolicy = (service: string, policy: PolicyWire, baseRevision: number, signal?: AbortSignal): Promise<PlanResponse> =>
  callApi(planResponseSchema, '/api/v1/plans', { method: 'POST', body: { service, policy, baseRevision }, ...(signal ? { signal } : {}) })

/** Stores the edit by compare-and-swap on `baseRevision`; a stale one fails with code `conflict` and the other edit in `details`. */
export const applyPolicy = (policy: PolicyWire, baseRevision: number, reason: string): Promise<ChangeWire> =>
  callApi(changeSchema, `/api/v1/policies/${toPath(policy.service)}`, { method: 'PUT', ifMatch: baseRevision, body: { policy, reason } })
