import { queryOptions } from '@tanstack/react-query'
import {
  type CanaryDetailWire,
  type CanaryForecastRequest,
  type CanarySpecWire,
  canariesResponseSchema,
  canaryDetailSchema,
  canaryPlanSchema,
} from './canaries'
import { callApi, toQuery } from './client'

export const canariesQuery = (
  request: { active?: 'true' | 'false' | undefined; service?: string | undefined; limit?: number | undefined } = {},
) =>
  queryOptions({
    queryKey: ['canaries', request],
    queryFn: ({ signal }) => callApi(canariesResponseSchema, `/api/v1/canaries${toQuery(request)}`, { signal }),
  })

export const canaryQuery = (id: string) =>
  queryOptions({
    queryKey: ['canaries', 'one', id],
    queryFn: ({ signal }) => callApi(canaryDetailSchema, `/api/v1/canaries/${encodeURIComponent(id)}`, { signal }),
  })

/** What a start would be: forecast, and what forbids it. It starts nothing. */
export const canaryForecastQuery = (request: CanaryForecastRequest) =>
  queryOptions({
    queryKey: ['canaries', 'forecast', request],
    queryFn: ({ signal }) => callApi(canaryPlanSchema, '/api/v1/canaries/forecast', { method: 'POST', body: request, signal }),
  })

export const startCanary = (spec: CanarySpecWire): Promise<CanaryDetailWire> =>
  callApi(canaryDetailSchema, '/api/v1/canaries', { method: 'POST', body: spec })

const ask = (verb: 'pause' | 'resume' | 'promote' | 'abort') => (id: string, reason: string) =>
  callApi(canaryDetailSchema, `/api/v1/canaries/${encodeURIComponent(id)}/${verb}`, { method: 'POST', body: { reason } })

export const pauseCanary = ask('pause')
export const resumeCanary = ask('resume')
export const promoteCanary = ask('promote')
/** To weight 0 from any state. */
export const abortCanary = ask('abort')
