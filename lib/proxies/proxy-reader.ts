import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Reading } from '@/lib/mesh/reading'
import type { EdgeGauges, Histogram } from '@/lib/mesh/window'

/** Where to read. `allowedAddress`: the connection is refused, as a value, when the URL resolves to anything else. */
export type Target = { id: string; url: string; kind: 'envoy' | 'prometheus-text' }

/** Cumulative values of one cluster (destination) at one moment, in this product's counters; absent counters were not on the page. */
export type ClusterSample = {
  cluster: string
  counters: Map<string, number>
  gauges: Partial<EdgeGauges>
  /** Cumulative bins since the proxy's start. */
  latency: Histogram
  hosts: HostSample[]
}
/** isEjected: by outlier detection. Counters use the names of lib/mesh/window. */
export type HostSample = { address: Endpoint; counters: Map<string, number>; isHealthy: boolean; isEjected: boolean; weight: number }
/** What one connection manager or tcp_proxy listener took in: `inbound`, `outbound`, `gateway` or a foreign prefix. */
export type ListenerSample = { prefix: string; counters: Map<string, number>; latency: Histogram }

/** One whole sweep of one proxy. Counters are cumulative since its start; the metrics core turns two sweeps into a window. */
export type Sweep = {
  at: Millis
  clusters: ClusterSample[]
  listeners: ListenerSample[]
  /** Local addresses of the proxy's listeners; null when not read in this round. */
  bound: { name: string; address: Endpoint }[] | null
  isLive: boolean
  uptimeSeconds: number | null
  sizeBytes: number
  tookMs: number
  /** Lines that were skipped because they made no sense, counted. */
  badLines: number
}

/** A read adapter. Never two requests in flight to one proxy; every call has a deadline and a byte cap; trouble is a value. */
export type ProxyReader = {
  sweep(target: Target, signal: AbortSignal): Promise<Reading<Sweep>>
  /** What the proxy says it is (node metadata in its bootstrap, build). */
  identify(target: Target, signal: AbortSignal): Promise<Reading<Partial<ProxyIdentity>>>
  /** Layer 3 of the proof: the running routes read back and translated into policies as this caller sees them, by service; weights of tcp services too. */
  readPolicies(target: Target, signal: AbortSignal): Promise<Reading<Map<ServiceName, Policy>>>
  /** Faults this proxy could inject or injects now: its gates, and the percentages in force (0 = harmless), by fault id. */
  readFaults(target: Target, signal: AbortSignal): Promise<Reading<Map<string, LoadedFault>>>
  /** The red button's second way: stops (true) or gives back (false) every fault of this proxy through its admin runtime layer. */
  setFaultsStopped(target: Target, stopped: boolean, signal: AbortSignal): Promise<Reading<true>>
  close(): Promise<void>
}
/** hasGate: a route of the proxy names this fault. Percentages 0..100, null when the fault has no such part. */
export type LoadedFault = { services: ServiceName[]; hasGate: boolean; abortPercent: number | null; delayPercent: number | null }
