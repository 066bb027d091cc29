import { z } from 'zod'
import { problemSchema, timeInSchema, timeOutSchema } from './common'

const ratio = z.number().min(0).max(1)
const quantile = z.number().nonnegative().nullable()
export const quantilesSchema = z.object({ p50: quantile, p95: quantile, p99: quantile })
const interval = z.tuple([z.number(), z.number().nullable()])
export const quantileBoundsSchema = z.object({ p50: interval, p95: interval, p99: interval })
export const healthSchema = z.enum(['healthy', 'degraded', 'failing', 'idle', 'unknown'])
export const protocolSchema = z.enum(['http', 'grpc', 'tcp'])

const language =
  'health != healthy, errors > 1%, p95 > 250ms, ns = shop, name ~ review, caller:shop/*, has fault, from(shop/cart); not before and before or, and parentheses'

export const topologyRequestSchema = z.object({
  from: timeInSchema.optional(),
  to: timeInSchema.optional(),
  view: z.enum(['service', 'version', 'instance']).default('service'),
  namespace: z.string().optional(),
  focus: z.string().optional(),
  depth: z.coerce.number().int().min(1).max(10).default(1),
  find: z.string().max(2000).optional().describe(`what to mark: ${language}`),
  hide: z.string().max(2000).optional().describe('what to leave out, in the language of find'),
})
export type TopologyRequest = z.input<typeof topologyRequestSchema>

export const topologyNodeSchema = z.object({
  id: z.string(),
  kind: z.enum(['service', 'version', 'instance', 'gateway', 'external', 'unknown']),
  namespace: z.string(),
  name: z.string(),
  version: z.string().optional(),
  protocol: protocolSchema.optional(),
  health: healthSchema,
  healthReasons: z.array(z.string()),
  proxies: z.object({ total: z.number().int(), answering: z.number().int(), inSync: z.number().int() }),
  inbound: z.object({
    requestsPerSecond: z.number().nullable(),
    errorRatio: ratio.nullable(),
    latencyMs: quantilesSchema.nullable(),
    latencyBoundsMs: quantileBoundsSchema.optional(),
    connectionsPerSecond: z.number().optional(),
  }),
  versions: z
    .array(
      z.object({
        name: z.string(),
        weightPercent: z.number().nullable(),
        observedPercent: z.number().nullable(),
        instances: z.number().int(),
      }),
    )
    .optional(),
  badges: z.array(
    z.object({
      kind: z.enum(['fault', 'canary', 'drift', 'no_proxy', 'mtls', 'laggard', 'simulated', 'ejected', 'breaker_open']),
      text: z.string(),
    }),
  ),
})

export const topologyEdgeSchema = z.object({
  id: z.string(),
  source: z.string(),
  target: z.string(),
  protocol: protocolSchema,
  requests: z.number().describe('whole requests (finals, as the caller saw them) in the windows that overlap the range'),
  errors: z.number(),
  coveredSeconds: z.number().describe('seconds those windows cover, averaged over the calling proxies'),
  requestsPerSecond: z.number().nullable(),
  errorRatio: ratio.nullable(),
  errorRatioUnknown: z.string().optional(),
  latencyMs: quantilesSchema.nullable().describe('middle of the interval that surely holds the quantile; null where that interval is open'),
  latencyBoundsMs: quantileBoundsSchema
    .optional()
    .describe('given where an interval is wider than 15 % of its middle: show this, not the point'),
  retriesPerSecond: z.number().nullable().describe('null where no calling proxy was read lately: not known is not 0'),
  timeoutsPerSecond: z.number().nullable(),
  attemptsPerSecond: z.number().nullable(),
  connectionsOpen: z.number().optional(),
  connectionsPerSecond: z.number().optional(),
  bytesPerSecond: z.number().optional(),
  mtlsRatio: ratio.nullable(),
  injectedPerSecond: z.number().nullable(),
  origin: z.enum(['declared', 'matched', 'inferred']),
  health: healthSchema,
  healthReasons: z.array(z.string()),
  split: z.array(z.object({ version: z.string(), requestsPerSecond: z.number(), errorRatio: ratio.nullable() })).optional(),
})

export const topologyResponseSchema = z.object({
  window: z.object({ from: timeOutSchema, to: timeOutSchema }),
  simulated: z.boolean(),
  completeness: z.object({
    proxies: z.number().int(),
    answering: z.number().int(),
    oldestAnswerSeconds: z.number().nullable(),
    problems: z.array(z.object({ proxyId: z.string(), problem: problemSchema })),
  }),
  nodes: z.array(topologyNodeSchema),
  edges: z.array(topologyEdgeSchema),
  found: z.array(z.string()).optional().describe('ids of nodes and edges that find fits; given where it was asked for'),
  hidden: z
    .object({ nodes: z.number().int(), edges: z.number().int() })
    .optional()
    .describe('how many hide left out; given where it was asked for'),
})
export type TopologyResponse = z.infer<typeof topologyResponseSchema>
export type TopologyNodeWire = TopologyResponse['nodes'][number]
export type TopologyEdgeWire = TopologyResponse['edges'][number]
