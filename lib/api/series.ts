import { z } from 'zod'
import { timeInSchema, timeOutSchema } from './common'

export const seriesMetricSchema = z
  .enum([
    'requests',
    'errors',
    'errorRatio',
    'p50',
    'p95',
    'p99',
    'retries',
    'timeouts',
    'connections',
    'bytes',
    'bytesReceived',
    'injectedAborts',
    'injectedDelays',
    'share',
    'pending',
  ])
  .describe(
    'requests, errors, retries, timeouts, connections, bytes, bytesReceived (answers alone), injected*: per second; pending: the most requests waiting at one calling proxy for one version at the end of the step; errorRatio, share: 0..1; p50, p95, p99: ms',
  )
export type SeriesMetric = z.infer<typeof seriesMetricSchema>
export const seriesRequestSchema = z.object({
  subject: z.string().min(1).describe('service:<id>, version:<id>, instance:<id> or edge:<id>, ids as in the topology'),
  metrics: z.string().default('requests,errors,p95').describe('comma-separated'),
  from: timeInSchema.optional(),
  to: timeInSchema.optional(),
  maxPoints: z.coerce.number().int().min(1).max(500).default(240),
  sample: z
    .enum(['steps', 'extremes'])
    .default('steps')
    .describe(
      'steps: one point a step, each over all of it; extremes: of up to twice as many steps the least and the greatest of each stretch',
    ),
})
export const annotationSchema = z.object({
  at: timeOutSchema,
  kind: z.enum(['change', 'canary_step', 'fault_start', 'fault_end']),
  id: z.string(),
  text: z.string(),
})
export const seriesResponseSchema = z.object({
  points: z.record(z.string(), z.array(z.tuple([z.number(), z.number().nullable()]))).describe('epoch ms and value; null is a gap'),
  stepSeconds: z.number(),
  annotations: z.array(annotationSchema),
})
export type SeriesResponse = z.infer<typeof seriesResponseSchema>
