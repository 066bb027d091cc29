import { putSloRequestSchema, removeSloResponseSchema, sloStatusSchema } from '@/lib/api/slos'
import { toSloWire } from '@/lib/api/wire/slo'
import type { ServiceName } from '@/lib/mesh/names'
import type { Slo, SloStatus } from '@/lib/mesh/slo'
import { BadInput, defineContract } from './contract'
import { serviceOf, serviceParams } from './service-params'

export type GetSloInput = { service: ServiceName }
export type PutSloInput = { slo: Slo; reason: string; baseRevision: number }
export type RemoveSloInput = { service: ServiceName; baseRevision: number }

const path = '/api/v1/slos/{ns}/{name}'

export const getSloContract = defineContract({
  method: 'GET',
  path,
  summary: 'The target of a service: budget left, and how fast it burns over several windows',
  params: serviceParams,
  response: sloStatusSchema,
  errors: ['not_found'],
  toInput: ({ params }): GetSloInput => ({ service: serviceOf(params) }),
  toWire: (status: SloStatus) => toSloWire(status),
  etag: ({ slo }: SloStatus) => slo.revision,
})

export const putSloContract = defineContract({
  method: 'PUT',
  path,
  summary: 'Sets the target of a service; If-Match "0" where it has none',
  params: serviceParams,
  body: putSloRequestSchema,
  needsIfMatch: true,
  response: sloStatusSchema,
  errors: ['not_found'],
  toInput: ({ params, body, baseRevision }): PutSloInput => {
    const { windowDays, availability, latency, reason } = body
    if (availability === null && latency === null)
      throw new BadInput('availability', 'give a target for availability, for latency, or both')
    return { slo: { service: serviceOf(params), windowDays, availability, latency }, reason, baseRevision }
  },
  toWire: (status: SloStatus) => toSloWire(status),
  etag: ({ slo }: SloStatus) => slo.revision,
})

export const removeSloContract = defineContract({
  method: 'DELETE',
  path,
  summary: 'Removes the target of a service',
  params: serviceParams,
  needsIfMatch: true,
  response: removeSloResponseSchema,
  errors: ['not_found'],
  toInput: ({ params, baseRevision }): RemoveSloInput => ({ service: serviceOf(params), baseRevision }),
  toWire: ({ service }: { service: ServiceName }) => ({ removed: service }),
})
