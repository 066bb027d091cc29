import type { Millis } from '@/lib/mesh/names'

/** Whole numbers of both arms: requests and the errors (or slow requests) among them. `c` is the canary, `b` the baseline. 0 ≤ xc ≤ nc, 0 ≤ xb ≤ nb. */
export type Cell = { nc: number; nb: number; xc: number; xb: number }

/** Requests of each arm that took longer than the bound, in ms. */
export type SlowerCount = { boundMs: number; canary: number; baseline: number }

/** Latency samples of each arm, and how many were slower than each bound that all proxies of the tick have; ascending bounds. */
export type LatencyCounts = { canary: number; baseline: number; slower: readonly SlowerCount[] }

/**
 * What one calling service sent to both versions, counted in the same windows of the same proxies. Attempts, not outcomes; errors are HTTP 5xx or no
 * response, gRPC 2, 4, 12, 13, 14, 15, or a TCP connection that failed. Injected faults and retries of them are left out by whoever counts.
 * `halves`: the baseline's requests and errors split into two fixed halves of its instances, for the A/A test; null where it has one instance.
 */
export type StratumCounts = Cell & { caller: string; latency: LatencyCounts | null; halves?: Cell | null | undefined }

/**
 * One closed tick of a canary. `dirty` says why it must not count; null = it counts. `isComplete`: enough caller proxies answered for it.
 * `instances`: the canary instances that reported in it. It may hold no traffic at all: that is no evidence, and not an error.
 */
export type Tick = {
  from: Millis
  to: Millis
  strata: readonly StratumCounts[]
  dirty: string | null
  isComplete: boolean
  instances: readonly string[]
}

/** Why these counts cannot be counts, in words; null when they can. A tick that fails is never judged. */
export function findUnsound(tick: Tick): string | null {
  if (!(tick.to > tick.from)) return 'the tick ends before it begins'
  const callers = new Set<string>()
  for (const stratum of tick.strata) {
    if (callers.has(stratum.caller)) return `${stratum.caller} is counted twice`
    callers.add(stratum.caller)
    const problem = unsoundCell(stratum) ?? unsoundLatency(stratum.latency) ?? (stratum.halves ? unsoundCell(stratum.halves) : null)
    if (problem) return `${stratum.caller}: ${problem}`
  }
  return null
}

function unsoundCell({ nc, nb, xc, xb }: Cell): string | null {
  if (![nc, nb, xc, xb].every((count) => Number.isSafeInteger(count) && count >= 0)) return 'a count is negative or not whole'
  return xc > nc || xb > nb ? 'more errors than requests' : null
}

function unsoundLatency(latency: LatencyCounts | null): string | null {
  for (const { boundMs, canary, baseline } of latency?.slower ?? []) {
    const problem = unsoundCell({ nc: latency?.canary ?? 0, nb: latency?.baseline ?? 0, xc: canary, xb: baseline })
    if (problem) return `slower than ${boundMs} ms: ${problem}`
  }
  return null
}

/** Strata in the one order in which everything is summed, so that a replay adds the same numbers in the same order. */
export const inOrder = <T extends { caller: string }>(strata: readonly T[]): T[] =>
  [...strata].sort((a, b) => (a.caller < b.caller ? -1 : a.caller > b.caller ? 1 : 0))
