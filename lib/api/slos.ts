import { z } from 'zod'
import { reasonSchema, timeOutSchema } from './common'

const targetSchema = z
  .number()
  .min(0.5, 'a target is a share of requests between 0.5 and 0.99999, e.g. 0.999')
  .max(0.99999, 'a target is a share of requests between 0.5 and 0.99999; nothing can promise all of them')

export const sloWindowDays = { least: 1, most: 90, usual: 30 } as const
export const putSloRequestSchema = z.strictObject({
  windowDays: z
    .number()
    .int()
    .min(sloWindowDays.least)
    .max(sloWindowDays.most)
    .default(sloWindowDays.usual)
    .describe('the target is over these last days'),
  availability: targetSchema.nullable().default(null).describe('share of requests that do not fail (0..1)'),
  latency: z
    .strictObject({
      target: targetSchema.describe('share of requests that take at most boundMs (0..1)'),
      boundMs: z.number().gt(0).max(3_600_000).describe('a bound of the proxies’ histograms: nothing is interpolated'),
    })
    .nullable()
    .default(null),
  reason: reasonSchema,
})
export type PutSloRequest = z.input<typeof putSloRequestSchema>

const burnSchema = z.object({
  seconds: z.number(),
  coveredSeconds: z
    .number()
    .describe('of the window that was measured; less than the window where so much is not kept, or nobody was read'),
  requests: z.number(),
  bad: z.number(),
  burn: z.number().nullable().describe('1 uses the budget up exactly over the time of the target; null without a request'),
})
const sloObjectiveSchema = z.object({
  kind: z.enum(['availability', 'latency']),
  target: z.number(),
  boundMs: z.number().optional(),
  unknown: z.string().optional().describe('why nothing can be said'),
  whole: burnSchema.describe('over the time of the target'),
  uncertain: z
    .number()
    .describe(
      'latency: requests in buckets that the bound cuts, counted as good; availability: requests whose gRPC status nobody counts, left out',
    ),
  budget: z.object({
    allowed: z.number().describe('bad requests that those which came allow'),
    used: z.number(),
    leftRatio: z.number().nullable().describe('below 0: overdrawn; null without a request'),
  }),
  burns: z.array(burnSchema).describe('over 5 m, 30 m, 1 h, 6 h, 3 d'),
  alert: z
    .object({ kind: z.enum(['page', 'ticket']), burn: z.number(), longSeconds: z.number(), shortSeconds: z.number() })
    .nullable()
    .describe(
      'burn of both windows at least 14.4 (1 h, 5 m), 6 (6 h, 30 m): page; 1 (3 d, 6 h): ticket; with at least 5 bad requests in the long one',
    ),
})
export const sloStatusSchema = z.object({
  service: z.string(),
  windowDays: z.number().int(),
  availability: z.number().nullable(),
  latency: z.object({ target: z.number(), boundMs: z.number() }).nullable(),
  revision: z.number().int(),
  actor: z.string(),
  at: timeOutSchema,
  objectives: z.array(sloObjectiveSchema),
})
export type SloStatusWire = z.infer<typeof sloStatusSchema>
export const removeSloResponseSchema = z.object({ removed: z.string() })
