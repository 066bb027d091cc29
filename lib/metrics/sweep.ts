import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Millis } from '@/lib/mesh/names'
import type { EdgeCounter, EdgeGauges, Histogram } from '@/lib/mesh/window'

/** What a reader may count: the product's edge counters, and connections refused by a breaker (a refused request only where one connection is one request); of a fault filter the answers it slowed and the faults it left out. */
export type SampleCounter = EdgeCounter | 'connectionOverflows' | 'faultLimits' | 'faultOverflows'
/** Cumulative since the proxy's start; a counter that is not on the page is absent, which means 0 on a page of used ones. */
export type Counters = Map<SampleCounter, number>

/** Cumulative values of one cluster (destination) at one moment, in this product's counters. */
export type ClusterSample = {
  cluster: string
  counters: Counters
  gauges: Partial<EdgeGauges>
  /** Cumulative bins since the proxy's start. */
  latency: Histogram
  hosts: HostSample[]
}

/** version: as its locality names it (the hosts of a tcp service), else null. isEjected: by outlier detection. `weight` as the load balancer has it, ≥ 1. */
export type HostSample = {
  address: Endpoint
  version: string | null
  counters: Counters
  connectionsOpen: number
  isHealthy: boolean
  isEjected: boolean
  weight: number
}

/** What one connection manager (`http`) or tcp_proxy (`tcp`) took in: prefix `inbound`, `outbound`, `gateway`, `outbound_tcp.<service>` or a foreign one. */
export type ListenerSample = {
  kind: 'http' | 'tcp'
  prefix: string
  counters: Counters
  connectionsOpen: number
  requestsActive: number
  latency: Histogram
}

/** One whole sweep of one proxy. Counters are cumulative since its start; `toWindow` turns two sweeps into a window. */
export type Sweep = {
  at: Millis
  /** Which page the numbers come from: bins of different pages have different bounds and cannot be subtracted. */
  page: 'native' | 'prometheus'
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
