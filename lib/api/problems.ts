import { z } from 'zod'
import { troubleKinds, troubleSeverities } from '@/lib/mesh/trouble'
import { timeOutSchema } from './common'

const causeSchema = z.object({
  kind: z.enum(['change', 'fault', 'canary', 'drift']),
  id: z.string(),
  sentence: z.string(),
  at: timeOutSchema,
  secondsBefore: z
    .number()
    .nullable()
    .describe('how long before the first sign; below 0: within a reading after it; null where that is not known'),
})

export const troubleSchema = z.object({
  id: z.string().describe('the same as long as it is the same problem'),
  kind: z.enum(troubleKinds),
  severity: z.enum(troubleSeverities),
  title: z.string(),
  reasons: z.array(z.string()),
  subject: z.object({ kind: z.enum(['node', 'edge', 'proxy']), id: z.string() }).describe('nodes and edges of the version view'),
  service: z.string().nullable(),
  victims: z.array(z.string()).describe('edges that fail or wait because of it, nearest first'),
  causes: z.array(causeSchema).describe('what holds now or came just before, and may be why; of the service itself first'),
  since: timeOutSchema.nullable().describe('when it was first seen within the last hour; null: not known, or longer'),
})
export type TroubleWire = z.infer<typeof troubleSchema>
export const problemsResponseSchema = z.object({ at: timeOutSchema, problems: z.array(troubleSchema).describe('the likeliest first') })
export type ProblemsResponse = z.infer<typeof problemsResponseSchema>
