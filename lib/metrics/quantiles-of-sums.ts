import type { BinCounts, BinTable } from '@/lib/mesh/window'
import { mergeHistograms } from './histogram'
import { quantilesBounds } from './quantile'
import { toHistogram } from './to-histogram'

type Summed = { latency: BinCounts }

// Used again and again: a graph asks for thousands of quantiles, and making an array of flat numbers costs more than filling it.
let spare = new Float64Array(0)

/**
 * Quantiles of several sums taken as one, the same intervals as `quantilesBounds` of their merged histogram: writes the lower bounds (ms) for each q, ascending
 * in 0..1, and behind them the upper ones into `bounds`. false, with nothing written, when nothing was measured. O(bins) where all share one table.
 */
export function quantilesOfSums(sums: readonly Summed[], qs: readonly number[], bounds: Float64Array): boolean {
  const only = sums[0]?.latency
  if (!only) return false
  if (sums.length === 1) return scan(only.table, only.first, only.length, only.counts, only.at, qs, bounds)
  let from = Number.POSITIVE_INFINITY
  let to = 0
  for (const { latency } of sums) {
    if (latency.length === 0) continue
    if (latency.table !== only.table) return ofDifferentTables(sums, qs, bounds)
    if (latency.first < from) from = latency.first
    if (latency.first + latency.length > to) to = latency.first + latency.length
  }
  if (to === 0) return false
  if (spare.length < to - from) spare = new Float64Array(2 * (to - from))
  spare.fill(0, 0, to - from)
  for (const { latency } of sums) add(latency, from)
  return scan(only.table, from, to - from, spare, 0, qs, bounds)
}

function add({ first, length, counts, at }: BinCounts, from: number): void {
  for (let i = 0, to = first - from; i < length; i++, to++) spare[to] = (spare[to] ?? 0) + (counts[at + i] ?? 0)
}

function scan(
  { lowers, uppers }: BinTable,
  first: number,
  length: number,
  counts: Float64Array,
  at: number,
  qs: readonly number[],
  bounds: Float64Array,
): boolean {
  let total = 0
  let highest = Number.NEGATIVE_INFINITY
  let isAscending = true
  for (let i = 0; i < length; i++) {
    const count = counts[at + i] ?? 0
    if (count <= 0) continue
    total += count
    const upper = uppers[first + i] ?? 0
    if (upper < highest) isAscending = false
    else highest = upper
  }
  if (total <= 0) return false
  let seen = 0
  for (let i = 0, q = 0; i < length && q < qs.length; i++) {
    seen += counts[at + i] ?? 0
    for (; q < qs.length && seen >= rankOf(qs[q] ?? 0, total); q++) {
      bounds[q] = lowers[first + i] ?? 0
      bounds[qs.length + q] = uppers[first + i] ?? 0
    }
  }
  if (!isAscending) scanByUpper(uppers, first, length, counts, at, total, qs, bounds)
  return true
}

const rankOf = (q: number, total: number): number => Math.min(total, Math.max(1, Math.ceil(q * total - 1e-9)))

/** Bins of different widths overlap: the upper bounds have an order of their own. */
function scanByUpper(
  uppers: Float64Array,
  first: number,
  length: number,
  counts: Float64Array,
  at: number,
  total: number,
  qs: readonly number[],
  bounds: Float64Array,
): void {
  const order: number[] = []
  for (let i = 0; i < length; i++) if ((counts[at + i] ?? 0) > 0) order.push(i)
  order.sort((a, b) => (uppers[first + a] ?? 0) - (uppers[first + b] ?? 0) || a - b)
  let seen = 0
  let q = 0
  for (const i of order) {
    seen += counts[at + i] ?? 0
    for (; q < qs.length && seen >= rankOf(qs[q] ?? 0, total); q++) bounds[qs.length + q] = uppers[first + i] ?? 0
  }
}

function ofDifferentTables(sums: readonly Summed[], qs: readonly number[], bounds: Float64Array): boolean {
  const found = quantilesBounds(mergeHistograms(sums.map(({ latency }) => toHistogram(latency))), qs)
  found?.forEach(([lower, upper], q) => {
    bounds[q] = lower
    bounds[qs.length + q] = upper
  })
  return found !== null
}
