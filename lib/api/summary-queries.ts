import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { summaryResponseSchema } from './summary'

export const summaryQuery = () =>
  queryOptions({ queryKey: ['summary'], queryFn: ({ signal }) => callApi(summaryResponseSchema, '/api/v1/summary', { signal }) })
