import { type EdgeCounts, type EdgeGauges, edgeCounters } from '@/lib/mesh/window'
import { counterDelta } from './counter-delta'
import type { Counters, SampleCounter } from './sweep'

const none: Counters = new Map()

export const emptyCounts = (): EdgeCounts => ({
  requests: 0,
  errors: 0,
  ok: 0,
  clientErrors: 0,
  attempts: 0,
  attemptErrors: 0,
  retries: 0,
  timeouts: 0,
  overflows: 0,
  connections: 0,
  connectFailures: 0,
  bytesSent: 0,
  bytesReceived: 0,
  tlsHandshakes: 0,
  grpcRequests: 0,
  grpcErrors: 0,
  abortsInjected: 0,
  delaysInjected: 0,
})

export const emptyGauges = (): EdgeGauges => ({
  connectionsOpen: 0,
  requestsActive: 0,
  requestsPending: 0,
  endpointsHealthy: 0,
  endpointsTotal: 0,
  ejected: 0,
  breakersOpen: 0,
})

/**
 * What was counted between two cumulative readings, each series with its own reset. A counter that appears for the first time starts from 0: pages of
 * used series leave out what has counted nothing, and the proxy was read before.
 */
export function countsBetween(current: Counters, before: Counters = none): EdgeCounts {
  const counts = emptyCounts()
  for (const counter of edgeCounters) {
    const now = current.get(counter)
    if (now !== undefined) counts[counter] = counterDelta(now, before.get(counter) ?? 0)
  }
  return counts
}

/** Delta of one counter by the same rule. */
export const countBetween = (counter: SampleCounter, current: Counters, before: Counters = none): number =>
  counterDelta(current.get(counter) ?? 0, before.get(counter) ?? 0)

/** Adds `part` into `sum`. */
export function addCounts(sum: EdgeCounts, part: EdgeCounts): void {
  for (const counter of edgeCounters) sum[counter] += part[counter]
}
