import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi } from './client'
import { positionsResponseSchema, type positionsSchema } from './views'

export type Positions = z.infer<typeof positionsSchema>

const path = (view: string): string => `/api/v1/views/${encodeURIComponent(view)}/positions`

/** Where the nodes of a view stand. Read once; the page that moves a node keeps what it knows. */
export const positionsQuery = (view: string) =>
  queryOptions({
    queryKey: ['positions', view],
    queryFn: ({ signal }) => callApi(positionsResponseSchema, path(view), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Replaces all positions of a view. */
export const putPositions = (view: string, positions: Positions) =>
  callApi(positionsResponseSchema, path(view), { method: 'PUT', body: { positions } })
