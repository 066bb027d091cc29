import type { InjectingPart } from '@/lib/mesh/drift'
import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, LoadedDestination, LoadedPolicy, Mirror } from '@/lib/mesh/policy'
import type { Certificate, ProxyIdentity } from '@/lib/mesh/proxy'
import type { Reading } from '@/lib/mesh/reading'
import type { Sweep } from '@/lib/metrics/sweep'

/**
 * Where to read. `allowedAddress`: the connection is refused, as a value, when it would go to any other IP address than this (no port); an URL whose host
 * is an IP address is always held to that one.
 */
export type Target = { id: string; url: string; kind: 'envoy' | 'prometheus-text'; allowedAddress?: string | undefined }

/** A read adapter. Never two requests in flight to one proxy; every call has a deadline and a byte cap; trouble is a value. */
export type ProxyReader = {
  sweep(target: Target, signal: AbortSignal): Promise<Reading<Sweep>>
  /** What the proxy says it is (node metadata in its bootstrap, build). */
  identify(target: Target, signal: AbortSignal): Promise<Reading<Partial<ProxyIdentity>>>
  /** Layer 3 of the proof: the running routes read back and translated into policies as this caller sees them, by service; weights of tcp services too. */
  readPolicies(target: Target, signal: AbortSignal): Promise<Reading<Map<ServiceName, LoadedPolicy>>>
  /** The same for what holds for every request to a service: its clusters, and its listener where it is tcp. null where the proxy has no cluster of it. */
  readDestination(target: Target, service: ServiceName, signal: AbortSignal): Promise<Reading<LoadedDestination | null>>
  /** Faults this proxy could inject or injects now: its gates, and the percentages in force (0 = harmless), by fault id. */
  readFaults(target: Target, signal: AbortSignal): Promise<Reading<Map<string, LoadedFault>>>
  /** What its fault filters have injected so far. */
  readInjections(target: Target, signal: AbortSignal): Promise<Reading<InjectionCounts>>
  /** The weights its routes split by now, leased ones included, by service; of tcpServices those of their endpoints, where it has any of them. */
  readWeights(
    target: Target,
    signal: AbortSignal,
    tcpServices?: ReadonlySet<ServiceName>,
  ): Promise<Reading<Map<ServiceName, LoadedWeights[]>>>
  /** What nobody may have asked for: values of the admin layer, and who holds its stream. */
  readDrift(target: Target, signal: AbortSignal): Promise<Reading<ProxyDrift>>
  /** Only the readouts that move when configuration does: one short page. */
  readReadouts(target: Target, signal: AbortSignal): Promise<Reading<string>>
  /** Only the values of its admin runtime layer, by key: one short page. */
  readOverrides(target: Target, signal: AbortSignal): Promise<Reading<Map<string, string>>>
  /** Takes one value out of its admin runtime layer. */
  clearOverride(target: Target, key: string, signal: AbortSignal): Promise<Reading<true>>
  /** What it lets be changed at run time, whoever configured it. */
  readLevers(target: Target, signal: AbortSignal): Promise<Reading<Levers>>
  /** The hosts of each of its clusters, by name. */
  readHosts(target: Target, signal: AbortSignal): Promise<Reading<Map<string, Endpoint[]>>>
  /** Its values at run time, by key. */
  readRuntime(target: Target, signal: AbortSignal): Promise<Reading<Map<string, RuntimeValue>>>
  /** What its fault filters have injected so far, by where it is counted. */
  readFilterCounts(target: Target, signal: AbortSignal): Promise<Reading<FilterCount[]>>
  /** Sets values of its admin runtime layer, all at once; an empty one is taken out. */
  setValues(target: Target, values: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Reading<true>>
  /** Certificates the proxy holds, each once; empty where it has none. */
  readCertificates(target: Target, signal: AbortSignal): Promise<Reading<Certificate[]>>
  /** The red button's second way: stops (true) or gives back (false) every fault of this proxy through its admin runtime layer. */
  setFaultsStopped(target: Target, stopped: boolean, signal: AbortSignal): Promise<Reading<true>>
  /** How long to leave the proxy alone before its next sweep, in ms from the end of the last one; 0 while its pages are quick (≤ 250 ms each). */
  nextDelayMs(targetId: string): number
  close(): Promise<void>
}
/** Cumulative since the proxy's start. limits (answers slowed) and overflows (let pass as too many were held) are of the whole proxy. */
export type InjectionCounts = { byDestination: InjectionCount[]; limits: number; overflows: number }
/** Cumulative since the proxy's start, of one connection manager. */
export type FilterCount = { counter: string; aborts: number; delays: number; limits: number; overflows: number }
/** overrides: values of the admin layer by key. hasControlPlane: null where the proxy does not say. injecting: every part of a fault filter that injects now. readouts: versions and counters of updates, as one text. */
export type ProxyDrift = { overrides: Map<string, string>; hasControlPlane: boolean | null; readouts: string; injecting: InjectingPart[] }
/** Cumulative since the proxy's start, mirrored traffic left out. */
export type InjectionCount = { service: ServiceName; version: string; aborts: number; delays: number }
/** hasGate: a route of the proxy names this fault. Percentages 0..100, null when the fault has no such part. */
export type LoadedFault = { services: ServiceName[]; hasGate: boolean } & LoadedPercents
export type LoadedPercents = { abortPercent: number | null; delayPercent: number | null; bandwidthPercent: number | null }
/** One route; several of a service may stand for one rule. Shares count, not sums. */
export type LoadedWeights = {
  rule: string
  backends: Backend[]
  /** A mirror whose share can be leased, with the share in force. */
  mirror?: Mirror | undefined
  /** The last header that the route asks for with an exact value. */
  lastHeader?: { name: string; exact: string } | undefined
}
