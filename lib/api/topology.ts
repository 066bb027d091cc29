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
  'health != healthy, errors > 1%, p95 > 250ms, ns = shop, name ~ review, caller:shop/*, label.team = pay, has fault, from(shop/cart); not before and before or, and parentheses'

export const topologyRequestSchema = z.object({
  from: timeInSchema.optional(),
  to: timeInSchema.optional(),
  view: z.enum(['service', 'version', 'instance']).default('service'),
  namespace: z.string().optional(),
  focus: z.string().optional(),
  depth: z.coerce.number().int().min(1).max(10).default(1),
  find: z.string().max(2000).optional().describe(`what to mark: ${language}`),
  hide: z.string().max(2000).optional().describe('what to leave out, in the language of find'),
  group: z
    .enum(['auto', 'namespace', 'team', 'version', 'none'])
    .optional()
    .describe('nodes taken together: closed groups are ends of edges and stand in groups. auto: by namespace above 150 nodes'),
  open: z.string().max(20_000).optional().describe('ids of groups whose members are wanted, parted by commas; a comma of a name is %2C'),
  edges: z.enum(['all', 'readable']).optional().describe('readable: without the weakest edges of a graph that has too many to be drawn'),
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
  labels: z.record(z.string(), z.string()).optional().describe('of its service in the mesh document'),
  group: z.string().optional().describe('the open group it stands in'),
})

const health = z.object({
  total: z.number().int(),
  healthy: z.number().int(),
  degraded: z.number().int(),
  failing: z.number().int(),
  idle: z.number().int(),
  unknown: z.number().int(),
})
const topologyGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  isOpen: z.boolean(),
  members: health,
  health: healthSchema,
  healthReasons: z.array(z.string()),
  proxies: topologyNodeSchema.shape.proxies,
  inbound: topologyNodeSchema.shape.inbound
    .extend({ requests: z.number(), errors: z.number() })
    .describe('sums over its members, calls between them included, each call once; quantiles are of merged buckets'),
  unknownMembers: z.number().int().describe('members that the sums are without'),
  edgesInside: z.number().int(),
  badges: topologyNodeSchema.shape.badges,
  worst: z.array(z.object({ id: z.string(), health: healthSchema, reason: z.string() })),
})
export type TopologyGroupWire = z.infer<typeof topologyGroupSchema>

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
  merged: z.number().int().optional().describe('how many edges this one sums up, where an end is a closed group'),
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
  groups: z.array(topologyGroupSchema).optional().describe('given where groups were asked for'),
  grouping: z
    .object({
      by: z.enum(['namespace', 'team', 'version', 'none']),
      isAuto: z.boolean(),
      nodes: z.number().int().describe('how many there are, members of closed groups included'),
      edges: z.number().int(),
    })
    .optional(),
  foundNodes: z
    .object({
      total: z.number().int(),
      inClosed: z.number().int(),
      first: z
        .array(
          z.object({
            id: z.string(),
            health: healthSchema,
            inbound: topologyNodeSchema.shape.inbound,
            group: z.string().nullable(),
            reason: z.string(),
          }),
        )
        .describe('worst first, at most 50'),
    })
    .optional()
    .describe('the nodes that find fits, with the closed group that one is in; given with groups'),
  weaker: z
    .object({ edges: z.number().int() })
    .optional()
    .describe('how many edges were left out as the weakest; given where only readable ones were asked for'),
})
export type TopologyResponse = z.infer<typeof topologyResponseSchema>
export type TopologyNodeWire = TopologyResponse['nodes'][number]
export type TopologyEdgeWire = TopologyResponse['edges'][number]
