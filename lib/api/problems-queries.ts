import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { problemsResponseSchema } from './problems'

const refreshMs = 10_000

/** What is wrong now. */
export const problemsQuery = () =>
  queryOptions({
    queryKey: ['problems'],
    queryFn: ({ signal }) => callApi(problemsResponseSchema, '/api/v1/problems', { signal }),
    refetchInterval: refreshMs,
  })
