import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { ResourceChange } from '@/lib/mesh/plan'
import type { Backend, LoadedPolicy, StoredPolicy } from '@/lib/mesh/policy'
import type { Instance, ProxyIdentity, TypeSync } from '@/lib/mesh/proxy'
import type { ProxyAbility } from '@/lib/mesh/proxy-view'
import type { Reading } from '@/lib/mesh/reading'
import type { RuleWeights } from '@/lib/routing/canary-weights'

/**
 * Everything the proxies should run, as one immutable value. `faults` are the active ones whose values may be injected at `leaseFaults` time; `canaries`, one per
 * service at most, change the weights that the routes of their policy hold.
 */
export type Desired = {
  revision: number
  mesh: MeshDocument
  policies: StoredPolicy[]
  instances: Instance[]
  faults: Fault[]
  canaries?: readonly CanaryOverlay[] | undefined
}

/** Weights of one canary that end by themselves, rule by rule, beside what the routes hold. */
export type LeasedWeights = { canaryId: string; service: ServiceName; rules: readonly RuleWeights[] }

export type ControlPlaneEvent =
  /** `peerAddress` is where the stream comes from: an announced admin address is read only when it is loopback or this one. */
  | { kind: 'connected'; identity: ProxyIdentity; peerAddress: string; at: Millis }
  | { kind: 'disconnected'; proxyId: string; at: Millis }
  /** A second stream announced an id that is connected from elsewhere; the second one is refused. */
  | { kind: 'duplicate'; proxyId: string; at: Millis; message: string }
  /**
   * Sent, ACKed or NACKed something: the whole state per type, and the highest revision it has ACKed entirely. `offeredRevision`: the revision that the state per type
   * is about; absent where it always is about the last one published.
   */
  | {
      kind: 'sync'
      proxyId: string
      sync: TypeSync[]
      syncedRevision: number
      offeredRevision?: number | undefined
      at: Millis
    }
  /** What a former run had left in a proxy, and nothing that runs now owns, was taken out. */
  | { kind: 'cleared'; proxyId: string; text: string; at: Millis }
  /** The leased values of these ids were not renewed in time: they have ended on every proxy, and are taken in no more however often they are offered. */
  | ({ kind: 'lease_lost'; at: Millis } & LeaseLoss)

/** unrenewedMs: how long nobody renewed them. */
export type LeaseLoss = { faults: readonly string[]; canaries: readonly string[]; unrenewedMs: Millis }

/** What can be done for a service by whoever steers its callers. A supported feature may have a reason too: where, or for whom, it does not hold. */
export type Capability = { feature: string; supported: boolean; reason?: string | undefined }
export type Consumer = { id: string; why: string }
/** Why a proxy that calls the service would not inject a fault, or cannot take its policy. */
export type Refusal = { proxyId: string; reason: string }

/** A route that sends requests of a service to one of its versions alone (null: to several, as one), beside those that split it. */
export type UnsplitRoute = { proxyId: string; place: string; version: string | null }

/** Where to read, as the reader of proxies takes it. */
type ReadTarget = { id: string; url: string; kind: 'envoy' | 'prometheus-text' }
type FoundFault = {
  services: ServiceName[]
  hasGate: boolean
  abortPercent: number | null
  delayPercent: number | null
  bandwidthPercent: number | null
}
type FoundInjections = {
  byDestination: { service: ServiceName; version: string; aborts: number; delays: number }[]
  limits: number
  overflows: number
}

/** Reading back what only the driver of a proxy can interpret; the same shapes as the reader's own. */
export type ReadBack = {
  readPolicies(target: ReadTarget, signal: AbortSignal): Promise<Reading<Map<ServiceName, LoadedPolicy>>>
  readFaults(target: ReadTarget, signal: AbortSignal): Promise<Reading<Map<string, FoundFault>>>
  readInjections(target: ReadTarget, signal: AbortSignal): Promise<Reading<FoundInjections>>
  readWeights(target: ReadTarget, signal: AbortSignal): Promise<Reading<Map<ServiceName, { rule: string; backends: Backend[] }[]>>>
  /** What one of its destinations stands for, by the name it has there; null where nobody declares it. */
  destinationOf(name: string): { service: ServiceName; version: string | null } | null
  /** Which calls the injections are of that the proxy counts under a name; version null: all of them. */
  injectedBy(counter: string): { service: ServiceName; version: string | null } | null
}

/**
 * What one proxy made of an edit that it alone was sent: unavailable where none could be asked (isBusy: some are connected, none has taken all it was sent), or it left
 * or said nothing.
 */
export type TrialOutcome =
  | { kind: 'accepted'; proxyId: string }
  | { kind: 'unavailable'; proxyId: string | null; isBusy?: true }
  | { kind: 'refused'; proxyId: string; words: string }

/** A write adapter. Publishing is idempotent and whole: nothing is sent that is inconsistent. */
export type ControlPlane = {
  /** Binds its port; call after the first `publish`, so that a returning proxy never meets an empty answer. Answers the bound address. */
  start(): Promise<{ address: string }>
  publish(desired: Desired): void
  /**
   * Sends this to the first of these proxies that is connected and has nothing unanswered, and to no other. Accepted, it keeps it until the next `publish`; refused,
   * or silent for too long, it is given back what was published. One trial at a time.
   */
  tryOn(desired: Desired, proxyIds: readonly string[]): Promise<TrialOutcome>
  /** Sends one proxy all it has again, the same versions; false where it is not connected. */
  resend(proxyId: string): boolean
  /** Which faults' values the leased layer holds now; renewed every 5 s with a TTL of 15 s until the next call. Stops being renewed when `isStoreAlive` says no. */
  lease(faults: Fault[]): void
  /** The same for the weights of canaries, in the same layer. */
  leaseWeights(weights: readonly LeasedWeights[]): void
  /** Known proxies that take part in an edit of this service's policy; of a fault: those that would inject it. */
  consumers(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[], fault?: FaultSpec): Consumer[]
  /** What publishing `after` instead of `before` would change, for the given proxies. Pure. */
  compare(before: Desired, after: Desired, proxies: readonly ProxyIdentity[]): ResourceChange[]
  /** Without proxies, what there would be with proxies of the driver's own. */
  capabilities(mesh: MeshDocument, service: ServiceName, proxies?: readonly ProxyIdentity[]): Capability[]
  /** Callers that would not inject this fault, and why; absent where every consumer does all. */
  refusals?(desired: Desired, fault: FaultSpec, proxies: readonly ProxyIdentity[]): Refusal[]
  /**
   * Callers that cannot take the policy of this service as it is here, and why: they run what they ran. Some of them are consumers all the same. Absent where each can
   * take all.
   */
  cannotTake?(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[]): Refusal[]
  /** Routes that no weight splits, where they are not rules of a policy: whoever counts by version counts their requests too. Absent where there are none. */
  unsplitRoutes?(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[]): UnsplitRoute[]
  /** What one proxy can do; absent where the answer is the service's. */
  abilities?(desired: Desired, identity: ProxyIdentity): ProxyAbility[]
  /**
   * Values of its admin layer by which this proxy splits that way, whatever its stream does; absent or empty where there is no such way, or it needs none.
   */
  adminWeights?(mesh: MeshDocument, identity: ProxyIdentity, weights: LeasedWeights): ReadonlyMap<string, string>
  /** Would this value of its admin layer decide how this proxy splits the service? Absent: none does. */
  isWeightKey?(desired: Desired, identity: ProxyIdentity, service: ServiceName, key: string): boolean
  /** Keys of this proxy's admin layer that its driver holds; absent or empty where it sets none. */
  heldKeys?(proxyId: string): readonly string[]
  /** null or absent: the pages of this proxy can be read by anybody. */
  readBackOf?(proxyId: string): ReadBack | null
  subscribe(listener: (event: ControlPlaneEvent) => void): () => void
  /** Ends streams with jitter over at most `drainMs`. */
  stop(drainMs?: number): Promise<void>
}
