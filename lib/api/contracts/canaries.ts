import { z } from 'zod'
import {
  canariesRequestSchema,
  canariesResponseSchema,
  canaryActionSchema,
  canaryDetailSchema,
  canaryForecastRequestSchema,
  canaryPlanSchema,
  canarySpecSchema,
} from '@/lib/api/canaries'
import { toCanaryDetailWire, toCanaryPlanWire, toCanaryWire } from '@/lib/api/wire/canary'
import type { Canary, CanaryRequestKind, CanarySpec } from '@/lib/mesh/canary'
import { defineContract } from './contract'

const idParams = z.object({ id: z.string().min(1).max(200) })
export type ListCanariesInput = { active?: boolean | undefined; service?: string | undefined; limit: number }
export type ForecastCanaryInput = Omit<CanarySpec, 'reason' | 'overrideLock'>

export const listCanariesContract = defineContract({
  method: 'GET',
  path: '/api/v1/canaries',
  summary: 'Canaries, newest first',
  query: canariesRequestSchema,
  response: canariesResponseSchema,
  toInput: ({ query }): ListCanariesInput => ({
    service: query.service,
    limit: query.limit,
    active: query.active === undefined ? undefined : query.active === 'true',
  }),
  toWire: (canaries: Canary[]) => ({ canaries: canaries.map(toCanaryWire) }),
})

export const getCanaryContract = defineContract({
  method: 'GET',
  path: '/api/v1/canaries/{id}',
  summary: 'One canary with its evidence: the newest 500 ticks and its whole timeline',
  params: idParams,
  response: canaryDetailSchema,
  errors: ['not_found'],
  toInput: ({ params }): { id: string } => params,
  toWire: toCanaryDetailWire,
})

export const startCanaryContract = defineContract({
  method: 'POST',
  path: '/api/v1/canaries',
  summary: 'Starts a canary: weight moves step by step, on evidence, and back by itself',
  body: canarySpecSchema,
  status: 201,
  response: canaryDetailSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body }): CanarySpec => body,
  toWire: toCanaryDetailWire,
})

export const forecastCanaryContract = defineContract({
  method: 'POST',
  path: '/api/v1/canaries/forecast',
  summary: 'What a start would be: how long a verdict would take, and what forbids it; starts nothing',
  body: canaryForecastRequestSchema,
  response: canaryPlanSchema,
  errors: ['not_found'],
  toInput: ({ body }): ForecastCanaryInput => body,
  toWire: toCanaryPlanWire,
})

export type CanaryActionInput = { id: string; kind: CanaryRequestKind; reason: string }

const defineAction = (kind: CanaryRequestKind, summary: string) =>
  defineContract({
    method: 'POST',
    path: `/api/v1/canaries/{id}/${kind}`,
    summary,
    params: idParams,
    body: canaryActionSchema,
    response: canaryDetailSchema,
    errors: ['not_found', 'conflict'],
    toInput: ({ params, body }): CanaryActionInput => ({ id: params.id, kind, reason: body.reason }),
    toWire: toCanaryDetailWire,
  })

export const pauseCanaryContract = defineAction('pause', 'Holds it where it is; weight and lease are kept')
export const resumeCanaryContract = defineAction('resume', 'Ends a pause, or goes on against the verdict, which begins the evidence anew')
export const promoteCanaryContract = defineAction('promote', 'To 100 % at once, as an override where "not worse" is not shown')
export const abortCanaryContract = defineAction('abort', 'To weight 0 from any state')
