import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { callApi } from './client'

/** The JSON Schema of a policy document, for completion. It changes with a release only. */
export const policySchemaQuery = () =>
  queryOptions({
    queryKey: ['policy-schema'],
    queryFn: ({ signal }) => callApi(z.record(z.string(), z.unknown()), '/api/v1/policy.schema.json', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
