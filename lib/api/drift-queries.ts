import { queryOptions } from '@tanstack/react-query'
import { callApi, toQuery } from './client'
import { driftActionResponseSchema, driftsResponseSchema } from './drift'

const everyMs = 10_000

export const driftQuery = (filter: { service?: string | undefined; proxy?: string | undefined } = {}) =>
  queryOptions({
    queryKey: ['drift', filter],
    queryFn: ({ signal }) => callApi(driftsResponseSchema, `/api/v1/drift${toQuery({ ...filter, ignored: 'true' })}`, { signal }),
    refetchInterval: everyMs,
  })

type Action = { id: string; reason: string } & ({ action: 'adopt' | 'overwrite' } | { action: 'ignore'; forSeconds: number })

export const actOnDrift = (body: Action) => callApi(driftActionResponseSchema, '/api/v1/drift', { method: 'POST', body })
