import type { ClusterSample, Counters, HostSample, SampleCounter, Sweep } from '@/lib/metrics/sweep'

type Some = Partial<Record<SampleCounter, number>>

export const exampleCounters = (some: Some): Counters =>
  // The keys of such an object are of its type.
  new Map(Object.entries(some) as [SampleCounter, number][])

/** A healthy host on 127.0.0.1 without a connection. */
export const exampleHost = (port: number, counters: Some = {}, over: Partial<HostSample> = {}): HostSample => ({
  address: { address: '127.0.0.1', port },
  version: null,
  counters: exampleCounters(counters),
  connectionsOpen: 0,
  isHealthy: true,
  isEjected: false,
  weight: 1,
  ...over,
})

export const exampleCluster = (cluster: string, counters: Some, hosts: HostSample[] = []): ClusterSample => ({
  cluster,
  counters: exampleCounters(counters),
  gauges: {},
  latency: [],
  hosts,
})

/** Of a live proxy that does not say since when it runs. */
export const exampleSweep = (at: number, clusters: ClusterSample[], over: Partial<Sweep> = {}): Sweep => ({
  at,
  page: 'native',
  clusters,
  listeners: [],
  bound: null,
  isLive: true,
  uptimeSeconds: null,
  sizeBytes: 0,
  tookMs: 0,
  badLines: 0,
  ...over,
})
