import { z } from 'zod'
import { timeInSchema, timeOutSchema } from './common'
import { healthSchema, quantileBoundsSchema, quantilesSchema, topologyEdgeSchema, topologyNodeSchema } from './topology'

/** `before:<change id>`, or `ago:1h`. */
const compareBasePattern = /^(before:\S{1,200}|ago:\d{1,6}[smhd])$/

export const compareRequestSchema = z
  .object({
    from: timeInSchema.optional(),
    to: timeInSchema.optional(),
    baseFrom: timeInSchema.optional(),
    baseTo: timeInSchema.optional(),
    base: z
      .string()
      .regex(compareBasePattern, 'the base is written before:<change id>, or ago: and a number with s, m, h or d, e.g. ago:1h')
      .optional()
      .describe('instead of baseFrom and baseTo: before:<change id> ends before that change, ago:1h is the window an hour earlier'),
    view: z.enum(['service', 'version', 'instance']).default('service'),
  })
  .describe('without from and to: the last minute; beside before:<change id> the quarter of an hour after the change')

const count = z.number().int()
const ratio = z.number().min(0).max(1)
const differenceKindSchema = z.enum(['new', 'gone', 'failing_more', 'failing_less', 'slower', 'faster', 'more', 'less'])

export const differenceSchema = z.object({
  kind: differenceKindSchema,
  test: z
    .enum(['fisher', 'binomial'])
    .describe('fisher: of two shares; binomial: of two rates; both exact, two-sided, on counts divided by phi'),
  p: ratio,
  q: ratio.describe('p after the correction of Benjamini and Hochberg over all that was tested likewise'),
  phi: z
    .number()
    .min(1)
    .describe(
      'how far counts scatter beyond independent ones, measured in eight parts of each window; 2 where that cannot be told, as most where so much differs that only the 500 with the most requests are measured',
    ),
  isDispersionMeasured: z.boolean(),
  now: z.number().describe('error ratio, share of requests slower than boundMs, or rate per second'),
  base: z.number(),
  boundMs: z.number().optional(),
  perSecond: z.number().describe('errors, slow requests or requests per second that the difference amounts to now'),
})

const sideSchema = z.object({
  requests: z.number(),
  errors: z.number(),
  coveredSeconds: z.number(),
  requestsPerSecond: z.number().nullable(),
  connectionsPerSecond: z.number().optional(),
  errorRatio: ratio.nullable(),
  latencyMs: quantilesSchema.nullable(),
  latencyBoundsMs: quantileBoundsSchema.optional(),
  health: healthSchema,
  proxies: count,
})

const comparedSchema = z.object({
  id: z.string(),
  presence: z.enum(['both', 'new', 'gone', 'unknown']).describe('as seen; whether chance explains it, differences say'),
  unknownReason: z.string().optional(),
  rateUntested: z.string().optional().describe('why its rate was not tested: proxies that are members were not read in one of the windows'),
  now: sideSchema.nullable(),
  base: sideSchema.nullable(),
  differences: z.array(differenceSchema).describe('what chance does not explain, the worst first'),
})

const windowSchema = z.object({ from: timeOutSchema, to: timeOutSchema, proxies: count, coveredSeconds: z.number() })

export const compareResponseSchema = z.object({
  now: windowSchema,
  base: windowSchema,
  notes: z.array(z.string()).describe('in what the two windows are not alike'),
  level: ratio.describe('of the differences told, at most this share is expected to be chance'),
  tested: z.object({ errors: count, latency: count, rate: count }).describe('how many edges each test was made on'),
  nodes: z.array(comparedSchema),
  edges: z.array(comparedSchema),
  top: z.array(z.object({ subject: z.enum(['node', 'edge']), id: z.string(), kind: differenceKindSchema })),
  gone: z.object({ nodes: z.array(topologyNodeSchema), edges: z.array(topologyEdgeSchema) }),
})
export type CompareResponse = z.infer<typeof compareResponseSchema>
export type ComparedWire = CompareResponse['edges'][number]
export type DifferenceWire = ComparedWire['differences'][number]
