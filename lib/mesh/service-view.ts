import type { Change } from './change'
import type { Protocol } from './mesh-document'
import type { ServiceName } from './names'
import type { Overlay, PolicyView } from './policy-view'
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
}
