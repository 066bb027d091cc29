import { queryOptions } from '@tanstack/react-query'
import { callApi, toQuery } from './client'
import {
  type FaultForecastRequest,
  type FaultSpecWire,
  type FaultWire,
  faultForecastSchema,
  faultReportSchema,
  faultSchema,
  faultsResponseSchema,
  releaseResponseSchema,
  stopAllResponseSchema,
} from './faults'

export const faultsQuery = (
  request: { active?: 'true' | 'false' | undefined; service?: string | undefined; limit?: number | undefined } = {},
) =>
  queryOptions({
    queryKey: ['faults', request],
    queryFn: ({ signal }) => callApi(faultsResponseSchema, `/api/v1/faults${toQuery(request)}`, { signal }),
  })

export const faultQuery = (id: string) =>
  queryOptions({
    queryKey: ['faults', 'one', id],
    queryFn: ({ signal }) => callApi(faultSchema, `/api/v1/faults/${encodeURIComponent(id)}`, { signal }),
  })

export const faultForecastQuery = (spec: FaultForecastRequest | null) =>
  queryOptions({
    queryKey: ['faults', 'forecast', spec],
    queryFn: ({ signal }) => callApi(faultForecastSchema, '/api/v1/faults/forecast', { method: 'POST', body: spec, signal }),
    enabled: spec !== null,
  })

export const faultReportQuery = (id: string) =>
  queryOptions({
    queryKey: ['faults', 'report', id],
    queryFn: ({ signal }) => callApi(faultReportSchema, `/api/v1/faults/${encodeURIComponent(id)}/report`, { signal }),
  })

export const startFault = (spec: FaultSpecWire): Promise<FaultWire> =>
  callApi(faultSchema, '/api/v1/faults', { method: 'POST', body: spec })

export const stopFault = (id: string, reason: string): Promise<FaultWire> =>
  callApi(faultSchema, `/api/v1/faults/${encodeURIComponent(id)}/stop`, { method: 'POST', body: { reason } })

/** Ends every fault and locks out new ones until `releaseFaults`. */
export const stopAllFaults = (reason: string) =>
  callApi(stopAllResponseSchema, '/api/v1/faults/stop-all', { method: 'POST', body: { reason } })

export const releaseFaults = (reason: string) =>
  callApi(releaseResponseSchema, '/api/v1/faults/release', { method: 'POST', body: { reason } })
