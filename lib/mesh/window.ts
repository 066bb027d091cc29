import type { Protocol } from './mesh-document'
import type { Millis, ServiceName } from './names'

/** Reset-free counts of one edge in one window. All are whole numbers since the window's start; bytes in bytes. */
export const edgeCounters = [
  'requests', // finals: what callers saw (upstream_rq_completed)
  'errors', // finals that failed: HTTP 5xx; on gRPC the server-side status list once grpc_stats tells
  'ok', // finals 2xx
  'clientErrors', // finals 4xx
  'attempts', // tries on the wire (upstream_rq_total)
  'attemptErrors', // tries that failed, retried ones included
  'retries',
  'timeouts',
  'overflows', // refused by a circuit breaker
  'connections', // opened
  'connectFailures',
  'bytesSent',
  'bytesReceived',
  'tlsHandshakes',
  'grpcRequests', // finals that grpc_stats saw; 0 with requests > 0 means: gRPC status unknown
  'grpcErrors',
  'abortsInjected', // by the source proxy's fault filter on this edge
  'delaysInjected',
] as const
export type EdgeCounter = (typeof edgeCounters)[number]
export type EdgeCounts = Record<EdgeCounter, number>

/** Values at the end of the window. */
export const edgeGauges = [
  'connectionsOpen',
  'requestsActive',
  'requestsPending',
  'endpointsHealthy',
  'endpointsTotal',
  'ejected',
  'breakersOpen',
] as const
export type EdgeGauge = (typeof edgeGauges)[number]
export type EdgeGauges = Record<EdgeGauge, number>

/** One bucket of a latency histogram: [lower ms, upper ms, count]; upper may be Infinity. Sorted by lower bound, counts > 0. */
export type Bin = readonly [lowerMs: number, upperMs: number, count: number]
export type Histogram = readonly Bin[]

/** The bins that the sums of one answer share, ascending by lower, then by upper bound. */
export type BinTable = { lowers: Float64Array; uppers: Float64Array }
/** The histogram of a sum: counts[at + i] samples (0 too) in bin first + i of the table, i < length. `counts` is shared by many sums: read only. */
export type BinCounts = { table: BinTable; first: number; length: number; counts: Float64Array; at: number }

export type EndKind = 'service' | 'gateway' | 'external' | 'unknown'
/** One end of an edge. `service` is the node's name also for external and unknown ends. */
export type EdgeEnd = { kind: EndKind; service: ServiceName; version: string | null; instance: string | null }

/** declared: our control plane named the cluster; matched: host ip:port is another proxy's listener; inferred: neither. */
export type EdgeOrigin = 'declared' | 'matched' | 'inferred'

/**
 * Which series a count belongs to; equal keys are one series.
 * side client: counted by the caller's proxy; server: counted by the callee's (source is then `unknown`, and it is never added to client counts).
 * level edge: one per caller proxy and target version, with latency; level host: one per endpoint of it, without latency, only where there are several.
 */
export type EdgeKey = {
  proxyId: string
  side: 'client' | 'server'
  level: 'edge' | 'host'
  source: EdgeEnd
  target: EdgeEnd
  protocol: Protocol
  origin: EdgeOrigin
  mirror: boolean
}

export type EdgeWindow = { key: EdgeKey; counts: EdgeCounts; gauges: EdgeGauges; latency: Histogram }

/** Whose counters began anew in a window while their proxy lived on, so that only a part of what was sent there is in its counts. */
export type CountReset = Pick<EdgeKey, 'level' | 'target' | 'mirror'>

/** What was counted between two scrapes of one proxy, resets already taken out; `resets` are not stored. */
export type ProxyWindow = { proxyId: string; from: Millis; to: Millis; edges: EdgeWindow[]; resets?: readonly CountReset[] | undefined }

/** What a part of a range is asked for. */
export type PartCounts = Pick<
  EdgeCounts,
  'requests' | 'errors' | 'attempts' | 'attemptErrors' | 'connections' | 'connectFailures' | 'grpcRequests'
>
/** A sum of a part of a range: of many parts only what failed, of how many, and how long it took is asked. */
export type PartTotal = Pick<EdgeTotal, 'key' | 'latency' | 'coveredMs' | 'firstMs'> & { counts: PartCounts }

/** Sums over the windows that overlap a range, per series. coveredMs: time those windows cover; a gap is not in it. */
export type EdgeTotal = {
  key: EdgeKey
  counts: EdgeCounts
  gauges: EdgeGauges
  latency: BinCounts
  coveredMs: number
  firstMs: Millis
  lastMs: Millis
}
