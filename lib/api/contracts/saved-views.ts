import { z } from 'zod'
import {
  removeViewResponseSchema,
  savedViewNameSchema,
  savedViewSchema,
  savedViewsResponseSchema,
  saveViewRequestSchema,
} from '@/lib/api/views'
import { toIso } from '@/lib/api/wire/time'
import type { SavedView } from '@/lib/mesh/saved-view'
import { defineContract } from './contract'

export type SaveViewInput = { name: string; params: Record<string, string>; reason: string; baseRevision: number }
export type RemoveViewInput = { name: string; baseRevision: number }

const params = z.object({ view: savedViewNameSchema })
const toWire = (view: SavedView) => ({ ...view, at: toIso(view.at) })

export const listViewsContract = defineContract({
  method: 'GET',
  path: '/api/v1/views',
  summary: 'Saved views of the topology, by name',
  response: savedViewsResponseSchema,
  toInput: () => undefined,
  toWire: (views: SavedView[]) => ({ views: views.map(toWire) }),
})

export const saveViewContract = defineContract({
  method: 'PUT',
  path: '/api/v1/views/{view}',
  summary: 'Saves a view under a name; If-Match "0" makes a new one',
  params,
  body: saveViewRequestSchema,
  needsIfMatch: true,
  response: savedViewSchema,
  toInput: ({ params: { view: name }, body, baseRevision }): SaveViewInput => ({
    name,
    params: Object.fromEntries(Object.entries(body.params).filter(([, value]) => value !== undefined)),
    reason: body.reason || 'saved from the topology',
    baseRevision,
  }),
  toWire,
  etag: (view: SavedView) => view.revision,
})

export const removeViewContract = defineContract({
  method: 'DELETE',
  path: '/api/v1/views/{view}',
  summary: 'Removes a saved view',
  params,
  needsIfMatch: true,
  response: removeViewResponseSchema,
  errors: ['not_found'],
  toInput: ({ params: { view: name }, baseRevision }): RemoveViewInput => ({ name, baseRevision }),
  toWire: ({ name }: SavedView) => ({ removed: name }),
})
