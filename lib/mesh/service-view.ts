import type { Change } from './change'
import type { Difference } from './comparison'
import type { Protocol } from './mesh-document'
import type { ServiceName } from './names'
import type { Overlay, PolicyView } from './policy-view'
import type { SloStatus } from './slo'
import type { Health, QuantileBounds, Quantiles, TopologyEdge, TopologyNode } from './topology'

export type Signals = {
  requestsPerSecond: number | null
  errorRatio: number | null
  latencyMs: Quantiles | null
  latencyBoundsMs?: QuantileBounds | undefined
}

/** One line of the list of services; gateways, external and unknown ends stand in it too. */
export type ServiceSummary = {
  name: ServiceName
  namespace: string
  kind: 'service' | 'gateway' | 'external' | 'unknown'
  protocol: Protocol | null
  declared: boolean
  health: Health
  healthReasons: string[]
  signals: Signals
  connectionsPerSecond: number | null
  versions: { name: string; weightPercent: number | null; instances: number }[]
  proxies: { total: number; answering: number; inSync: number }
  policyRevision: number | null
  overlays: Overlay[]
  /** null without a target. */
  slo: SloStatus | null
}

export type EndpointView = { address: string; registered: boolean; proxyId: string | null; connected: boolean | null }
export type VersionView = {
  name: string
  weightPercent: number | null
  observedPercent: number | null
  signals: Signals
  health: Health
  healthReasons: string[]
  endpoints: EndpointView[]
}

export type ServiceDetail = ServiceSummary & {
  hosts: string[]
  versionDetails: VersionView[]
  instances: TopologyNode[]
  callers: TopologyEdge[]
  callees: TopologyEdge[]
  pendingRequests: number | null
  maxPendingRequests: number | null
  policy: PolicyView | null
  recentChanges: Change[]
  simulated: boolean
  /** null where nobody counted. */
  traffic: ServiceTraffic | null
  /** Each other version against the one with the most weight; empty for a service of one version. */
  versionDifferences: { version: string; base: string; differences: Difference[]; untested?: string | undefined }[]
}

export const trafficCounters = [
  'requests',
  'ok',
  'clientErrors',
  'errors',
  'attempts',
  'retries',
  'timeouts',
  'overflows',
  'connections',
  'connectFailures',
  'abortsInjected',
  'delaysInjected',
] as const
export type TrafficCounter = (typeof trafficCounters)[number]

/**
 * Whole counts over the range and rates per second; null where whoever counted cannot know: what callers try, wait for and inject, where only its own proxies count.
 * withoutStatus: gRPC requests of proxies that count no status, of which nobody knows whether they failed; `errors` is null and `errorRatioUnknown` says why where that is
 * all. proxies: that counted. now: at the end of the newest windows, null without a fresh one.
 */
export type ServiceTraffic = {
  side: 'client' | 'server'
  proxies: number
  counts: Record<TrafficCounter, number | null>
  perSecond: Record<TrafficCounter, number | null>
  withoutStatus: { count: number; perSecond: number }
  errorRatioUnknown?: string | undefined
  now: ServiceGauges | null
}

/** Sums over the callers. most: the largest at one proxy to one version, as limits hold for each of them. null where only its own proxies count. */
export type ServiceGauges = {
  pending: number | null
  active: number
  connections: number
  breakersOpen: number | null
  ejected: number | null
  most: { pending: number; active: number; connections: number } | null
}
