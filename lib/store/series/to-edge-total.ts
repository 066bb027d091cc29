import type { Millis } from '@/lib/mesh/names'
import type { BinCounts, BinTable, EdgeCounts, EdgeGauges, EdgeKey, EdgeTotal } from '@/lib/mesh/window'
import { type Accumulator, counterCount, gaugeCount } from './accumulator'

/**
 * One slot as a total. Its latency stands in `latencies` from `at` on. rangeFrom: start of the range in frames, NaN for a range of raw windows; frames do not know when
 * a series' first window began: it is then the end of the newest window before the range, or the range's start.
 */
export function toEdgeTotal(
  sums: Accumulator,
  slot: number,
  key: EdgeKey,
  table: BinTable,
  latencies: Float64Array,
  at: number,
  rangeFrom: Millis,
): EdgeTotal {
  const first = sums.first[slot] ?? Number.POSITIVE_INFINITY
  const base = sums.base[slot] ?? Number.NaN
  return {
    key,
    counts: countsAt(sums.counters, slot * counterCount),
    gauges: gaugesAt(sums.gauges, slot * gaugeCount),
    latency: copyBins(sums, slot, table, latencies, at),
    coveredMs: sums.covered[slot] ?? 0,
    firstMs: Number.isNaN(rangeFrom) ? first : Math.min(first, Number.isNaN(base) ? rangeFrom : base),
    lastMs: sums.last[slot] ?? 0,
  }
}

function copyBins(sums: Accumulator, slot: number, table: BinTable, counts: Float64Array, at: number): BinCounts {
  const length = sums.binCount(slot)
  const first = length > 0 ? (sums.binFrom[slot] ?? 0) : 0
  const bins = sums.bins[slot]
  if (bins) for (let i = 0; i < length; i++) counts[at + i] = bins[first + i] ?? 0
  return { table, first, length, counts, at }
}

// Written out in the order of edgeCounters and edgeGauges (a test compares): an object built by name costs ten times as much, for every series of every answer.
const countsAt = (v: Float64Array, at: number): EdgeCounts => ({
  requests: v[at] ?? 0,
  errors: v[at + 1] ?? 0,
  ok: v[at + 2] ?? 0,
  clientErrors: v[at + 3] ?? 0,
  attempts: v[at + 4] ?? 0,
  attemptErrors: v[at + 5] ?? 0,
  retries: v[at + 6] ?? 0,
  timeouts: v[at + 7] ?? 0,
  overflows: v[at + 8] ?? 0,
  connections: v[at + 9] ?? 0,
  connectFailures: v[at + 10] ?? 0,
  bytesSent: v[at + 11] ?? 0,
  bytesReceived: v[at + 12] ?? 0,
  tlsHandshakes: v[at + 13] ?? 0,
  grpcRequests: v[at + 14] ?? 0,
  grpcErrors: v[at + 15] ?? 0,
  abortsInjected: v[at + 16] ?? 0,
  delaysInjected: v[at + 17] ?? 0,
})

const gaugesAt = (v: Float64Array, at: number): EdgeGauges => ({
  connectionsOpen: v[at] ?? 0,
  requestsActive: v[at + 1] ?? 0,
  requestsPending: v[at + 2] ?? 0,
  endpointsHealthy: v[at + 3] ?? 0,
  endpointsTotal: v[at + 4] ?? 0,
  ejected: v[at + 5] ?? 0,
  breakersOpen: v[at + 6] ?? 0,
})
