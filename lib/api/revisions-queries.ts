import { queryOptions } from '@tanstack/react-query'
import { callApi, toQuery } from './client'
import { revisionsResponseSchema } from './revisions'

/** Under `policies`, so that every edit makes it old. */
export const revisionsQuery = (service: string) =>
  queryOptions({
    queryKey: ['policies', service, 'revisions'],
    queryFn: ({ signal }) => callApi(revisionsResponseSchema, `/api/v1/revisions${toQuery({ service })}`, { signal }),
  })
