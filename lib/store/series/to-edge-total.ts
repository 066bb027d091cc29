import type { Millis } from '@/lib/mesh/names'
import type { BinCounts, BinTable, EdgeCounts, EdgeGauges, EdgeKey, EdgeTotal, PartTotal } from '@/lib/mesh/window'
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
  return {
    key,
    counts: countsAt(sums.counters, slot * counterCount),
    gauges: gaugesAt(sums.gauges, slot * gaugeCount),
    latency: copyBins(sums, slot, table, latencies, at),
    coveredMs: sums.covered[slot] ?? 0,
    firstMs: firstOf(sums, slot, rangeFrom),
    lastMs: sums.last[slot] ?? 0,
  }
}

/** The same with what is asked of a part: made for thousands of series in each of many parts. */
export function toPartTotal(
  sums: Accumulator,
  slot: number,
  key: EdgeKey,
  table: BinTable,
  latencies: Float64Array,
  at: number,
  rangeFrom: Millis,
): PartTotal {
  const v = sums.counters
  const from = slot * counterCount
  return {
    key,
    counts: {
      requests: whole(v, from),
      errors: whole(v, from + 1),
      attempts: whole(v, from + 4),
      attemptErrors: whole(v, from + 5),
      connections: whole(v, from + 9),
      connectFailures: whole(v, from + 10),
      grpcRequests: whole(v, from + 14),
    },
    latency: copyBins(sums, slot, table, latencies, at),
    coveredMs: sums.covered[slot] ?? 0,
    firstMs: firstOf(sums, slot, rangeFrom),
  }
}

function firstOf(sums: Accumulator, slot: number, rangeFrom: Millis): Millis {
  const first = sums.first[slot] ?? Number.POSITIVE_INFINITY
  const base = sums.base[slot] ?? Number.NaN
  return Number.isNaN(rangeFrom) ? first : Math.min(first, Number.isNaN(base) ? rangeFrom : base)
}

function copyBins(sums: Accumulator, slot: number, table: BinTable, counts: Float64Array, at: number): BinCounts {
  const length = sums.binCount(slot)
  const first = length > 0 ? (sums.binFrom[slot] ?? 0) : 0
  const bins = sums.bins[slot]
  if (bins) for (let i = 0; i < length; i++) counts[at + i] = bins[first + i] ?? 0
  return { table, first, length, counts, at }
}

// Written out in the order of edgeCounters and edgeGauges (a test compares): an object built by name costs ten times as much, for every series of every answer.
/** A small whole number is kept in the object itself; read from an array of doubles as it is, each would be an object of its own. */
function whole(values: Float64Array, at: number): number {
  const value = values[at] ?? 0
  const small = value | 0
  return small === value ? small : value
}

const countsAt = (v: Float64Array, at: number): EdgeCounts => ({
  requests: whole(v, at),
  errors: whole(v, at + 1),
  ok: whole(v, at + 2),
  clientErrors: whole(v, at + 3),
  attempts: whole(v, at + 4),
  attemptErrors: whole(v, at + 5),
  retries: whole(v, at + 6),
  timeouts: whole(v, at + 7),
  overflows: whole(v, at + 8),
  connections: whole(v, at + 9),
  connectFailures: whole(v, at + 10),
  bytesSent: whole(v, at + 11),
  bytesReceived: whole(v, at + 12),
  tlsHandshakes: whole(v, at + 13),
  grpcRequests: whole(v, at + 14),
  grpcErrors: whole(v, at + 15),
  abortsInjected: whole(v, at + 16),
  delaysInjected: whole(v, at + 17),
})

const gaugesAt = (v: Float64Array, at: number): EdgeGauges => ({
  connectionsOpen: whole(v, at),
  requestsActive: whole(v, at + 1),
  requestsPending: whole(v, at + 2),
  endpointsHealthy: whole(v, at + 3),
  endpointsTotal: whole(v, at + 4),
  ejected: whole(v, at + 5),
  breakersOpen: whole(v, at + 6),
})
