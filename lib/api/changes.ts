import { z } from 'zod'
import { reasonSchema, timeOutSchema } from './common'
import { policySchema } from './policies'

export const evidenceSchema = z.object({
  proxyId: z.string(),
  stage: z.enum(['stored', 'accepted', 'loaded', 'observed', 'rejected', 'unsupported']),
  at: z.object({
    stored: timeOutSchema,
    accepted: timeOutSchema.optional(),
    loaded: timeOutSchema.optional(),
    observed: timeOutSchema.optional(),
    rejected: timeOutSchema.optional(),
  }),
  reason: z.string().optional(),
})
/** Seconds until 50 %, 99 % and all of the consumers had reached a stage; null while they have not. */
const paceSchema = z.object({ half: z.number().nullable(), most: z.number().nullable(), all: z.number().nullable() })
export const changeSchema = z.object({
  id: z.string(),
  service: z.string(),
  actor: z.string(),
  reason: z.string(),
  at: timeOutSchema,
  policyRevision: z.number().int(),
  sentence: z.string(),
  before: policySchema.nullable(),
  after: policySchema,
  state: z.enum(['pending', 'applying', 'in_force', 'rejected', 'superseded']),
  undoes: z.string().nullable(),
  undoneBy: z.string().nullable(),
  evidence: z.array(evidenceSchema),
  inForce: z.object({ loaded: z.number().int(), observed: z.number().int(), total: z.number().int() }),
  seconds: z.object({ accepted: paceSchema, loaded: paceSchema, observed: paceSchema }),
})
export type ChangeWire = z.infer<typeof changeSchema>
export const changesResponseSchema = z.object({ changes: z.array(changeSchema) })
export const changesRequestSchema = z.object({
  service: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
export const undoRequestSchema = z.strictObject({ reason: reasonSchema })
export const editReasonRequestSchema = z.strictObject({ reason: reasonSchema })
