import type { Protocol } from './mesh-document'
import type { Millis } from './names'
import type { Problem } from './proxy'
import type { EdgeOrigin } from './window'

export type TopologyView = 'service' | 'version' | 'instance'
export type NodeKind = 'service' | 'version' | 'instance' | 'gateway' | 'external' | 'unknown'
export type Health = 'healthy' | 'degraded' | 'failing' | 'idle' | 'unknown'
/** For the order of a list: the worst first. */
export const healthRank: Readonly<Record<Health, number>> = { failing: 0, degraded: 1, unknown: 2, healthy: 3, idle: 4 }
export const isUnwell = (health: Health): boolean => health === 'failing' || health === 'degraded'

/** A point per quantile: the middle of the interval that surely holds it; null where that interval is open. */
export type Quantiles = { p50: number | null; p95: number | null; p99: number | null }
export type Interval = readonly [lowerMs: number, upperMs: number]
/** Given where an interval is wider than 15 % of its middle: show this, not the point. Infinity is written as null. */
export type QuantileBounds = { p50: [number, number | null]; p95: [number, number | null]; p99: [number, number | null] }

export type BadgeKind = 'fault' | 'canary' | 'drift' | 'no_proxy' | 'mtls' | 'laggard' | 'simulated' | 'ejected' | 'breaker_open'
export type Badge = { kind: BadgeKind; text: string }

export type TopologyNode = {
  id: string
  kind: NodeKind
  namespace: string
  name: string
  version?: string | undefined
  protocol?: Protocol | undefined
  health: Health
  healthReasons: string[]
  proxies: { total: number; answering: number; inSync: number }
  /** What callers saw; ratios and latency are null without requests. */
  inbound: {
    requestsPerSecond: number | null
    errorRatio: number | null
    latencyMs: Quantiles | null
    latencyBoundsMs?: QuantileBounds | undefined
    connectionsPerSecond?: number | undefined
  }
  /** Versions of a service node: assigned weight (default rule) and observed share of finals, both 0..100; null where not known. */
  versions?: { name: string; weightPercent: number | null; observedPercent: number | null; instances: number }[] | undefined
  badges: Badge[]
  /** Of its service in the mesh document; absent where it has none. */
  labels?: Record<string, string> | undefined
  /** The open group it stands in; absent where nobody asked for groups, and outside any. */
  group?: string | undefined
}

export type GroupBy = 'namespace' | 'team' | 'version' | 'none'

/**
 * Nodes taken together. `inbound` sums what its members took in, calls between them included, each call once: rates and counts are added, the ratio is of summed
 * counts, quantiles of merged buckets. What no member knows is null; `unknownMembers` are those that the sums are without.
 */
export type TopologyGroup = {
  /** `namespace=payments`: no node can be called so. */
  id: string
  name: string
  isOpen: boolean
  members: Record<Health, number> & { total: number }
  health: Health
  healthReasons: string[]
  proxies: TopologyNode['proxies']
  inbound: TopologyNode['inbound'] & { requests: number; errors: number }
  unknownMembers: number
  /** Edges from member to member, in none of the drawn ones while the group is closed. */
  edgesInside: number
  badges: Badge[]
  /** The members that are not well, worst first, at most five. */
  worst: { id: string; health: Health; reason: string }[]
}

/** How a graph was grouped: by what (auto decides by the count), and how much there was before. */
export type Grouping = { by: GroupBy; isAuto: boolean; nodes: number; edges: number }

/** Nodes that find fits, worst first; `group`: the closed group that one is in. */
export type FoundNode = Pick<TopologyNode, 'id' | 'health' | 'inbound'> & { group: string | null; reason: string }
export type FoundNodes = { total: number; inClosed: number; first: FoundNode[] }

export type TopologyEdge = {
  id: string
  source: string
  target: string
  protocol: Protocol
  /** Whole counts of the windows that overlap the range, and the time they cover. */
  requests: number
  errors: number
  coveredSeconds: number
  requestsPerSecond: number | null
  errorRatio: number | null
  /** Why errorRatio is null although there were requests. */
  errorRatioUnknown?: string | undefined
  latencyMs: Quantiles | null
  latencyBoundsMs?: QuantileBounds | undefined
  /** These rates, like requestsPerSecond, are null where no counting proxy is fresh: not known is not 0. */
  retriesPerSecond: number | null
  timeoutsPerSecond: number | null
  attemptsPerSecond: number | null
  connectionsOpen?: number | undefined
  connectionsPerSecond?: number | undefined
  bytesPerSecond?: number | undefined
  mtlsRatio: number | null
  injectedPerSecond: number | null
  origin: EdgeOrigin
  health: Health
  healthReasons: string[]
  /** Share per version of the target, where several took requests in the service view. */
  split?: { version: string; requestsPerSecond: number; errorRatio: number | null }[] | undefined
  /** How many edges this one sums up, where an end is a closed group. */
  merged?: number | undefined
}

export type Completeness = {
  proxies: number
  answering: number
  /** Age of the oldest answer among the answering ones; null without any. */
  oldestAnswerSeconds: number | null
  problems: { proxyId: string; problem: Problem }[]
}

export type Topology = {
  window: { from: Millis; to: Millis }
  simulated: boolean
  completeness: Completeness
  nodes: TopologyNode[]
  edges: TopologyEdge[]
  /** Ids of nodes and edges that were asked for; absent where nobody asked. */
  found?: string[] | undefined
  /** How many were left out on demand; absent where nobody asked. An edge goes with either of its ends. */
  hidden?: { nodes: number; edges: number } | undefined
  /** Where groups were asked for: closed ones stand for their members in the ends of edges, members of open ones are among the nodes. */
  groups?: TopologyGroup[] | undefined
  grouping?: Grouping | undefined
  foundNodes?: FoundNodes | undefined
  /** How many edges were left out as the weakest, where only readable ones were asked for. */
  weaker?: { edges: number } | undefined
}
