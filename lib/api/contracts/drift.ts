import { driftActionResponseSchema, driftActionSchema, driftsRequestSchema, driftsResponseSchema } from '@/lib/api/drift'
import { toChangeWire } from '@/lib/api/wire/change'
import { toDriftWire } from '@/lib/api/wire/drift'
import type { Change } from '@/lib/mesh/change'
import type { Drift } from '@/lib/mesh/drift'
import type { Millis } from '@/lib/mesh/names'
import { defineContract } from './contract'

export type DriftActionInput = { id: string; reason: string } & ({ action: 'adopt' | 'overwrite' } | { action: 'ignore'; until: Millis })

export const listDriftContract = defineContract({
  method: 'GET',
  path: '/api/v1/drift',
  summary: 'What runs and nobody asked for: runtime overrides, foreign routes and control planes, policies no proxy uses',
  query: driftsRequestSchema,
  response: driftsResponseSchema,
  toInput: ({ query }): { service?: string | undefined; proxy?: string | undefined; ignored: boolean } => ({
    service: query.service,
    proxy: query.proxy,
    ignored: query.ignored === 'true',
  }),
  toWire: (found: Drift[]) => ({ drift: found.map(toDriftWire) }),
})

export const actOnDriftContract = defineContract({
  method: 'POST',
  path: '/api/v1/drift',
  summary: 'Adopts what runs as the policy, overwrites it by what is asked, or ignores it for a time',
  body: driftActionSchema,
  response: driftActionResponseSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body, now }): DriftActionInput =>
    body.action === 'ignore'
      ? { id: body.id, action: 'ignore', reason: body.reason, until: now + body.forSeconds * 1000 }
      : { id: body.id, action: body.action, reason: body.reason },
  toWire: ({ drift, change }: { drift: Drift; change: Change | null }) => ({
    drift: toDriftWire(drift),
    change: change && toChangeWire(change),
  }),
})
