import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi, toQuery } from './client'
import { type compareRequestSchema, compareResponseSchema } from './compare'

export type CompareQuery = Partial<z.output<typeof compareRequestSchema>>

/** Two windows of the mesh against each other. */
export const compareQuery = (request: CompareQuery) =>
  queryOptions({
    queryKey: ['compare', request],
    queryFn: ({ signal }) => callApi(compareResponseSchema, `/api/v1/topology/compare${toQuery(request)}`, { signal }),
    placeholderData: keepPreviousData,
  })
