import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi, toQuery } from './client'
import { type topologyRequestSchema, topologyResponseSchema } from './topology'

export type TopologyQuery = Partial<z.output<typeof topologyRequestSchema>>

export const topologyQuery = (request: TopologyQuery) =>
  queryOptions({
    queryKey: ['topology', request],
    queryFn: ({ signal }) => callApi(topologyResponseSchema, `/api/v1/topology${toQuery(request)}`, { signal }),
    placeholderData: keepPreviousData,
    // Each answer is of another window: comparing thousands of numbers with the former ones finds nothing alike.
    structuralSharing: false,
  })
