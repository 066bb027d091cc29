import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { removeViewResponseSchema, type SavedViewWire, savedViewSchema, savedViewsResponseSchema } from './views'

export const savedViewsQuery = () =>
  queryOptions({
    queryKey: ['saved-views'],
    queryFn: ({ signal }) => callApi(savedViewsResponseSchema, '/api/v1/views', { signal }),
  })

const path = (name: string): string => `/api/v1/views/${encodeURIComponent(name)}`

/** baseRevision 0: there must be none of that name yet. */
export const saveView = (name: string, params: Record<string, string>, baseRevision: number): Promise<SavedViewWire> =>
  callApi(savedViewSchema, path(name), { method: 'PUT', body: { params }, ifMatch: baseRevision })

export const removeView = ({ name, revision }: SavedViewWire) =>
  callApi(removeViewResponseSchema, path(name), { method: 'DELETE', ifMatch: revision })
