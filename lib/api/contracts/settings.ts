import { settingsRequestSchema, settingsResponseSchema } from '@/lib/api/settings'
import type { Settings, StoredSettings } from '@/lib/mesh/settings'
import { defineContract } from './contract'

export type PutSettingsInput = { settings: Settings; reason: string; baseRevision: number }

export const getSettingsContract = defineContract({
  method: 'GET',
  path: '/api/v1/settings',
  summary: 'What an administrator forbids: guard rails of faults; revision 0 means never edited',
  response: settingsResponseSchema,
  toInput: () => undefined,
  toWire: (stored: StoredSettings) => stored,
  etag: (stored: StoredSettings) => stored.revision,
})

export const putSettingsContract = defineContract({
  method: 'PUT',
  path: '/api/v1/settings',
  summary: 'Replaces the settings; running faults are not ended by them',
  body: settingsRequestSchema,
  needsIfMatch: true,
  response: settingsResponseSchema,
  toInput: ({ body, baseRevision }): PutSettingsInput => ({ ...body, baseRevision }),
  toWire: (stored: StoredSettings) => stored,
  etag: (stored: StoredSettings) => stored.revision,
})
