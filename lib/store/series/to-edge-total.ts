import type { Millis } from '@/lib/mesh/names'
import type { Bin, EdgeCounts, EdgeGauges, EdgeKey, EdgeTotal } from '@/lib/mesh/window'
import { type Accumulator, counterCount, gaugeCount } from './accumulator'
import type { SharedBins } from './dictionary'

/**
 * One slot as a total. Bins of `sums` are by their place in `ordered`. rangeFrom: start of the range in frames, NaN for a range of raw windows;
 * frames do not know when a series' first window began: it is then the end of the newest window before the range, or the range's start.
 */
export function toEdgeTotal(sums: Accumulator, slot: number, key: EdgeKey, ordered: readonly SharedBins[], rangeFrom: Millis): EdgeTotal {
  const bins: Bin[] = []
  const counts = sums.bins[slot]
  const to = sums.binTo[slot] ?? -1
  if (counts)
    for (let i = sums.binFrom[slot] ?? 0; i <= to; i++) {
      const count = counts[i] ?? 0
      const bin = ordered[i]
      if (count > 0 && bin) bins.push(bin.of(count))
    }
  const first = sums.first[slot] ?? Number.POSITIVE_INFINITY
  const base = sums.base[slot] ?? Number.NaN
  return {
    key,
    counts: countsAt(sums.counters, slot * counterCount),
    gauges: gaugesAt(sums.gauges, slot * gaugeCount),
    latency: bins,
    coveredMs: sums.covered[slot] ?? 0,
    firstMs: Number.isNaN(rangeFrom) ? first : Math.min(first, Number.isNaN(base) ? rangeFrom : base),
    lastMs: sums.last[slot] ?? 0,
  }
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
