import { z } from 'zod'
import { changeSchema, changesRequestSchema, changesResponseSchema, editReasonRequestSchema, undoRequestSchema } from '@/lib/api/changes'
import { toChangeWire } from '@/lib/api/wire/change'
import type { Change } from '@/lib/mesh/change'
import { defineContract } from './contract'

const idParams = z.object({ id: z.string().min(1).max(200) })

export const listChangesContract = defineContract({
  method: 'GET',
  path: '/api/v1/changes',
  summary: 'Changes, newest first',
  query: changesRequestSchema,
  response: changesResponseSchema,
  toInput: ({ query }): { service?: string | undefined; limit: number } => query,
  toWire: (changes: Change[]) => ({ changes: changes.map(toChangeWire) }),
})

export const getChangeContract = defineContract({
  method: 'GET',
  path: '/api/v1/changes/{id}',
  summary: 'One change with its evidence per proxy',
  params: idParams,
  response: changeSchema,
  errors: ['not_found'],
  toInput: ({ params }): { id: string } => params,
  toWire: toChangeWire,
})

export const editReasonContract = defineContract({
  method: 'PATCH',
  path: '/api/v1/changes/{id}',
  summary: 'Says better why a change was made; the audit keeps the former reason',
  params: idParams,
  body: editReasonRequestSchema,
  response: changeSchema,
  errors: ['not_found'],
  toInput: ({ params, body }): { id: string; reason: string } => ({ id: params.id, reason: body.reason }),
  toWire: toChangeWire,
})

export const undoChangeContract = defineContract({
  method: 'POST',
  path: '/api/v1/changes/{id}/undo',
  summary: 'Restores the policy from before a change, as a new change',
  params: idParams,
  body: undoRequestSchema,
  response: changeSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ params, body }): { id: string; reason: string } => ({ id: params.id, reason: body.reason }),
  toWire: toChangeWire,
})
