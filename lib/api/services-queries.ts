import { queryOptions } from '@tanstack/react-query'
import { callApi, toPath, toQuery } from './client'
import { serviceDetailSchema, servicesResponseSchema } from './services'

type Range = { from?: string | undefined; to?: string | undefined }

export const servicesQuery = (range: Range = {}) =>
  queryOptions({
    queryKey: ['services', range],
    queryFn: ({ signal }) => callApi(servicesResponseSchema, `/api/v1/services${toQuery(range)}`, { signal }),
  })

/** `name` is `namespace/name`. */
export const serviceQuery = (name: string, range: Range = {}) =>
  queryOptions({
    queryKey: ['services', name, range],
    queryFn: ({ signal }) => callApi(serviceDetailSchema, `/api/v1/services/${toPath(name)}${toQuery(range)}`, { signal }),
  })
