import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { type SettingsWire, settingsResponseSchema } from './settings'

export const settingsQuery = () =>
  queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) => callApi(settingsResponseSchema, '/api/v1/settings', { signal }),
  })

export const putSettings = (settings: SettingsWire['settings'], reason: string, baseRevision: number): Promise<SettingsWire> =>
  callApi(settingsResponseSchema, '/api/v1/settings', { method: 'PUT', body: { settings, reason }, ifMatch: baseRevision })
