import type { Fault } from '@/lib/mesh/fault'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Policy } from '@/lib/mesh/policy'
import type { CallerTraffic } from '../rule-traffic'

/** What is known of one version now. healthy: instances that take traffic, null where not known. attemptErrorRatio 0..1: of tries, so retries hide nothing. */
export type VersionState = {
  name: string
  instances: number
  healthy: number | null
  requestsPerSecond: number | null
  attemptErrorRatio: number | null
}

/**
 * What one calling proxy has under way to one version: breakers count there. inFlight: requests at once on average, which is rate × latency (Little's law);
 * meanMs is null where no request ended; connectionsOpen is the last reading.
 */
export type ProxyLoad = {
  proxyId: string
  version: string
  requestsPerSecond: number
  inFlight: number
  meanMs: number | null
  connectionsOpen: number
}

export type WarningInput = {
  before: Policy
  after: Policy
  protocol: Protocol
  versions: readonly VersionState[]
  /** Connected proxies that would receive the change. */
  consumers: number
  /** Proxies that call the service and cannot take the policy: they stay as they are. */
  cannot: readonly { proxyId: string; reason: string }[]
  /** Why weights hold on some of them only while Outrider runs; null where they outlast it. */
  unkeptWeights: string | null
  /** null: nothing was measured. */
  callers: readonly CallerTraffic[] | null
  loads: readonly ProxyLoad[]
  /** Who may call the service, by the mesh document. */
  mayCall: readonly ServiceName[]
  /** What the service calls, by its `calls`; null where nothing limits it. */
  callees: readonly ServiceName[] | null
  /** Active faults on this service. */
  faults: readonly Pick<Fault, 'id' | 'version' | 'caller'>[]
  /** Active faults on what this service calls, which its callers feel through it. */
  faultsBehind: readonly Pick<Fault, 'id' | 'service' | 'abort'>[]
  /** Ids of canaries that run on this service. */
  canaries: readonly string[]
  /** How long requests INTO a caller may take by its own policy: longer waits of its calls are in vain. */
  callerTimeouts: readonly { caller: ServiceName; timeoutMs: number }[]
}

/** One thing that may speak against an edit: what it finds, in the policy's order; empty where it finds nothing. */
export type Warn = (input: WarningInput) => PlanWarning[]
