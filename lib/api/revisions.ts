import { z } from 'zod'
import { serviceNameSchema, timeOutSchema } from './common'
import { policySchema } from './policies'

export const revisionSchema = z.object({
  revision: z.number().int(),
  at: timeOutSchema.nullable(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
  sentence: z.string().nullable(),
  changeId: z.string().nullable(),
  policy: policySchema,
})
export type RevisionWire = z.infer<typeof revisionSchema>
export const revisionsResponseSchema = z.object({
  service: z.string(),
  present: z.number().int().nullable(),
  revisions: z.array(revisionSchema),
})
export type RevisionsResponse = z.infer<typeof revisionsResponseSchema>
export const revisionsRequestSchema = z.object({
  service: serviceNameSchema,
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
