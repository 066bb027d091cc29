import { queryOptions } from '@tanstack/react-query'
import { callApi, toQuery } from './client'
import { latenciesResponseSchema } from './latencies'

export const latenciesQuery = (request: { subject: string; from: string; to: string; maxColumns?: number }) =>
  queryOptions({
    queryKey: ['series', 'latencies', request],
    queryFn: ({ signal }) => callApi(latenciesResponseSchema, `/api/v1/latencies${toQuery(request)}`, { signal }),
  })
