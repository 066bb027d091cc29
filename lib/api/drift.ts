import { z } from 'zod'
import { changeSchema } from './changes'
import { reasonSchema, timeOutSchema } from './common'

const waySchema = z.union([z.object({ possible: z.literal(true) }), z.object({ possible: z.literal(false), reason: z.string() })])
export const driftSchema = z.object({
  id: z.string(),
  kind: z.enum(['runtime_override', 'foreign_fault', 'foreign_routes', 'foreign_control_plane', 'unused_policy']),
  proxyId: z.string().nullable(),
  service: z.string().nullable(),
  subject: z.string(),
  sentence: z.string(),
  diff: z.array(
    z.object({ kind: z.enum(['same', 'removed', 'added']), before: z.number().nullable(), after: z.number().nullable(), text: z.string() }),
  ),
  /** What runs, as a policy; unchecked, as it was read from a proxy. */
  policy: z.unknown().nullable(),
  adopt: waySchema,
  overwrite: waySchema,
  since: timeOutSchema,
  seenAt: timeOutSchema,
  ignored: z.object({ until: timeOutSchema, actor: z.string(), reason: z.string() }).nullable(),
  asked: z.object({ actor: z.string(), reason: z.string(), at: timeOutSchema, problem: z.string().nullable() }).nullable(),
})
export type DriftWire = z.infer<typeof driftSchema>
export const driftsResponseSchema = z.object({ drift: z.array(driftSchema) })
export const driftsRequestSchema = z.object({
  service: z.string().optional(),
  proxy: z.string().optional(),
  ignored: z.enum(['true', 'false']).default('false'),
})
const id = z.string().min(1).max(2000)
const farthestMs = 366 * 86_400_000
export const driftActionSchema = z.discriminatedUnion('action', [
  z.strictObject({ id, action: z.literal('adopt'), reason: reasonSchema }),
  z.strictObject({ id, action: z.literal('overwrite'), reason: reasonSchema }),
  z.strictObject({
    id,
    action: z.literal('ignore'),
    reason: reasonSchema,
    forSeconds: z
      .number()
      .int()
      .min(60)
      .max(farthestMs / 1000),
  }),
])
export const driftActionResponseSchema = z.object({ drift: driftSchema, change: changeSchema.nullable() })
