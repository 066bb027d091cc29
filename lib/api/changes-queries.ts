import { queryOptions } from '@tanstack/react-query'
import { type ChangeWire, changeSchema, changesResponseSchema } from './changes'
import { callApi, toQuery } from './client'

export const changesQuery = (request: { service?: string | undefined; limit?: number | undefined } = {}) =>
  queryOptions({
    queryKey: ['changes', request],
    queryFn: ({ signal }) => callApi(changesResponseSchema, `/api/v1/changes${toQuery(request)}`, { signal }),
  })

export const changeQuery = (id: string) =>
  queryOptions({
    queryKey: ['changes', 'one', id],
    queryFn: ({ signal }) => callApi(changeSchema, `/api/v1/changes/${encodeURIComponent(id)}`, { signal }),
  })

/** Says better why a change was made; answers the change. */
export const editReason = (id: string, reason: string): Promise<ChangeWire> =>
  callApi(changeSchema, `/api/v1/changes/${encodeURIComponent(id)}`, { method: 'PATCH', body: { reason } })

/** Answers the undoing change. */
export const undoChange = (id: string, reason: string): Promise<ChangeWire> =>
  callApi(changeSchema, `/api/v1/changes/${encodeURIComponent(id)}/undo`, { method: 'POST', body: { reason } })
