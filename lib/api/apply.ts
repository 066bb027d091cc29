import { z } from 'zod'
import { changeSchema } from './changes'
import { reasonSchema } from './common'
import { meshDocumentSchema } from './mesh'
import { policySchema } from './policies'

const base = z.number().int().min(0)
export const applyDocumentsRequestSchema = z.strictObject({
  mesh: z.strictObject({ document: meshDocumentSchema, baseRevision: base }).optional(),
  /** baseRevision 0: the policy of a service that `mesh` declares anew. */
  policies: z.array(z.strictObject({ policy: policySchema, baseRevision: base })).max(5000, 'at most 5000 policies at once'),
  reason: reasonSchema,
  dryRun: z.boolean().default(false),
})
export const applyDocumentsResponseSchema = z.object({ meshRevision: z.number().int().nullable(), changes: z.array(changeSchema) })
export type ApplyDocumentsResponse = z.infer<typeof applyDocumentsResponseSchema>
