import { z } from 'zod'
import {
  faultForecastRequestSchema,
  faultForecastSchema,
  faultReportSchema,
  faultSchema,
  faultSpecSchema,
  faultsRequestSchema,
  faultsResponseSchema,
  releaseResponseSchema,
  stopAllResponseSchema,
  stopRequestSchema,
} from '@/lib/api/faults'
import { toFaultWire, toReportWire } from '@/lib/api/wire/fault'
import { toIso } from '@/lib/api/wire/time'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { FaultForecast } from '@/lib/mesh/fault-forecast'
import type { FaultReport } from '@/lib/mesh/fault-report'
import type { Millis } from '@/lib/mesh/names'
import { BadInput, defineContract } from './contract'

const idParams = z.object({ id: z.string().min(1).max(200) })
type Lock = { locked: boolean; reason: string; actor: string; at: Millis } | null
export type FaultList = { faults: Fault[]; lock: Lock }
export type ListFaultsInput = { active?: boolean | undefined; service?: string | undefined; limit: number }
export type StopAllResult = { stopped: string[]; proxies: { proxyId: string; stopped: boolean; problem?: string | undefined }[] }

export const listFaultsContract = defineContract({
  method: 'GET',
  path: '/api/v1/faults',
  summary: 'Faults, newest first, and whether new ones are locked out',
  query: faultsRequestSchema,
  response: faultsResponseSchema,
  toInput: ({ query }): ListFaultsInput => ({
    service: query.service,
    limit: query.limit,
    active: query.active === undefined ? undefined : query.active === 'true',
  }),
  toWire: (list: FaultList) => ({ faults: list.faults.map(toFaultWire), lock: list.lock && { ...list.lock, at: toIso(list.lock.at) } }),
})

export const getFaultContract = defineContract({
  method: 'GET',
  path: '/api/v1/faults/{id}',
  summary: 'One fault with its evidence per proxy',
  params: idParams,
  response: faultSchema,
  errors: ['not_found'],
  toInput: ({ params }): { id: string } => params,
  toWire: toFaultWire,
})

export type FaultForecastView = FaultForecast & {
  problems: { path: string; message: string }[]
  proxies: string[]
  refusals: { proxyId: string; reason: string }[]
  unleased: string | null
}

export const forecastFaultContract = defineContract({
  method: 'POST',
  path: '/api/v1/faults/forecast',
  summary: 'What a fault would do at the present traffic, seen failures through retries included, and what forbids it; starts nothing',
  body: faultForecastRequestSchema,
  response: faultForecastSchema,
  toInput: ({ body }): FaultSpec => checkParts(body),
  toWire: (forecast: FaultForecastView) => forecast,
})

function checkParts(spec: FaultSpec): FaultSpec {
  if (!spec.abort && !spec.delay && !spec.bandwidth)
    throw new BadInput('abort', 'a fault aborts, delays or slows: give abort, delay, bandwidth or several')
  return spec
}

export const startFaultContract = defineContract({
  method: 'POST',
  path: '/api/v1/faults',
  summary: 'Starts a timed, scoped fault',
  body: faultSpecSchema,
  status: 201,
  response: faultSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body }): FaultSpec => checkParts(body),
  toWire: toFaultWire,
})

export type FaultReportView = { fault: Fault; report: FaultReport; markdown: string }

export const reportFaultContract = defineContract({
  method: 'GET',
  path: '/api/v1/faults/{id}/report',
  summary: 'What a fault did, hop by hop, before, during and after, with the proof of its removal; as Markdown too',
  params: idParams,
  response: faultReportSchema,
  errors: ['not_found'],
  toInput: ({ params }): { id: string } => params,
  toWire: ({ fault, report, markdown }: FaultReportView) => ({ fault: toFaultWire(fault), report: toReportWire(report), markdown }),
})

export const stopFaultContract = defineContract({
  method: 'POST',
  path: '/api/v1/faults/{id}/stop',
  summary: 'Ends a fault; it is over when its removal is proved on every proxy',
  params: idParams,
  body: stopRequestSchema,
  response: faultSchema,
  errors: ['not_found', 'conflict'],
  toInput: ({ params, body }): { id: string; reason: string } => ({ id: params.id, reason: body.reason }),
  toWire: toFaultWire,
})

export const stopAllFaultsContract = defineContract({
  method: 'POST',
  path: '/api/v1/faults/stop-all',
  summary: 'Ends every fault and canary and locks out new ones',
  body: stopRequestSchema,
  response: stopAllResponseSchema,
  toInput: ({ body }): { reason: string } => body,
  toWire: (result: StopAllResult) => ({ stopped: result.stopped, locked: true as const, proxies: result.proxies }),
})

export const releaseFaultsContract = defineContract({
  method: 'POST',
  path: '/api/v1/faults/release',
  summary: 'Allows new faults again',
  body: stopRequestSchema,
  response: releaseResponseSchema,
  toInput: ({ body }): { reason: string } => body,
  toWire: (_nothing: undefined) => ({ locked: false as const }),
})
