import { queryOptions } from '@tanstack/react-query'
import { callApi, toPath } from './client'
import { proxiesResponseSchema, proxyDetailSchema } from './proxies'

export const proxiesQuery = () =>
  queryOptions({ queryKey: ['proxies'], queryFn: ({ signal }) => callApi(proxiesResponseSchema, '/api/v1/proxies', { signal }) })

export const proxyQuery = (id: string) =>
  queryOptions({
    queryKey: ['proxies', id],
    queryFn: ({ signal }) => callApi(proxyDetailSchema, `/api/v1/proxies/${toPath(id)}`, { signal }),
  })
