import { z } from 'zod'
import { timeInSchema, timeOutSchema } from './common'

/** One line of `GET /api/v1/audit`. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: timeOutSchema,
  actor: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  reason: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  outcome: z.string(),
  hash: z.string().nullable(),
})

export const exportAuditQuerySchema = z.strictObject({ from: timeInSchema.optional(), to: timeInSchema.optional() })

export const verifyAuditRequestSchema = z.object({
  /** A hash that somebody kept: it must be in the chain. */
  expect: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a hash is 64 digits and letters from a to f')
    .optional(),
})

export const auditVerdictSchema = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  unhashed: z.number().int(),
  head: z.object({ id: z.number().int(), hash: z.string() }).nullable(),
  problems: z.array(z.object({ id: z.number().int(), message: z.string() })),
})
