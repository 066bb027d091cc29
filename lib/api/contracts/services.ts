import { z } from 'zod'
import { timeInSchema } from '@/lib/api/common'
import { serviceDetailSchema, servicesResponseSchema } from '@/lib/api/services'
import { toServiceDetailWire, toServiceSummaryWire } from '@/lib/api/wire/service'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { ServiceDetail, ServiceSummary } from '@/lib/mesh/service-view'
import { defineContract } from './contract'
import { parseRange } from './range'
import { serviceOf, serviceParams } from './service-params'

const rangeQuery = z.object({ from: timeInSchema.optional(), to: timeInSchema.optional() })
export type ListServicesInput = { from: Millis; to: Millis }
export type GetServiceInput = ListServicesInput & { service: ServiceName }

export const listServicesContract = defineContract({
  method: 'GET',
  path: '/api/v1/services',
  summary: 'Every service, gateway, external and unknown end, with its signals over the range (default: the last minute)',
  query: rangeQuery,
  response: servicesResponseSchema,
  toInput: ({ query, now }): ListServicesInput => parseRange(query, now, 60_000),
  toWire: (list: { services: ServiceSummary[]; simulated: boolean }) => ({
    services: list.services.map(toServiceSummaryWire),
    simulated: list.simulated,
  }),
})

export const getServiceContract = defineContract({
  method: 'GET',
  path: '/api/v1/services/{ns}/{name}',
  summary: 'One service: versions, instances, callers, callees, policy, overlays, recent changes',
  params: serviceParams,
  query: rangeQuery,
  response: serviceDetailSchema,
  errors: ['not_found'],
  toInput: ({ params, query, now }): GetServiceInput => ({ ...parseRange(query, now, 60_000), service: serviceOf(params) }),
  toWire: (service: ServiceDetail) => toServiceDetailWire(service),
})
