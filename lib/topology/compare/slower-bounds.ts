import type { BinCounts, EdgeTotal } from '@/lib/mesh/window'
import { mergeHistograms } from '@/lib/metrics/histogram'
import { toBinCounts } from '@/lib/metrics/to-bin-counts'
import { toHistogram } from '@/lib/metrics/to-histogram'

type Row = Pick<EdgeTotal, 'latency'>
/** Of the requests of both windows together, about these shares are slower than the bounds that are looked at. */
const shares = [0.75, 0.5, 0.25, 0.1, 0.05, 0.01, 0.001]

// Used again and again: this is done for thousands of edges.
let spare = new Float64Array(0)

/**
 * Up to seven bounds (ms, ascending) that requests of both windows are counted against; nothing is interpolated, so a bound inside a bin of any row is none. They
 * depend on the sum of both alone: which window a request was in does not choose them, so an exact test on each stays exact.
 */
export function chooseBounds(now: readonly Row[], base: readonly Row[]): number[] {
  const pooled = pool(now.length === 0 ? base : base.length === 0 ? now : [...now, ...base])
  if (!pooled) return []
  const { table, first, length, counts, at } = pooled
  let total = 0
  for (let i = 0; i < length; i++) total += counts[at + i] ?? 0
  const bounds: number[] = []
  let slower = total
  let reach = 0
  let next = 0
  for (let i = 0; i < length && next < shares.length; i++) {
    const count = counts[at + i] ?? 0
    if (count <= 0) continue
    // All bins before this one end where it begins, or earlier: their highest end is a bound.
    if (slower < total && reach <= (table.lowers[first + i] ?? 0) && slower <= (shares[next] ?? 0) * total) {
      bounds.push(reach)
      while (next < shares.length && slower <= (shares[next] ?? 0) * total) next++
    }
    slower -= count
    reach = Math.max(reach, table.uppers[first + i] ?? 0)
  }
  return bounds
}

function pool(rows: readonly Row[]): BinCounts | null {
  const filled = rows.filter(({ latency }) => latency.length > 0)
  const table = filled[0]?.latency.table
  if (!table) return null
  if (filled.some(({ latency }) => latency.table !== table))
    return toBinCounts(mergeHistograms(filled.map(({ latency }) => toHistogram(latency))))
  let from = Number.POSITIVE_INFINITY
  let to = 0
  for (const { latency } of filled) {
    from = Math.min(from, latency.first)
    to = Math.max(to, latency.first + latency.length)
  }
  if (spare.length < to - from) spare = new Float64Array(2 * (to - from))
  spare.fill(0, 0, to - from)
  for (const { latency } of filled)
    for (let i = 0, place = latency.first - from; i < latency.length; i++, place++)
      spare[place] = (spare[place] ?? 0) + (latency.counts[latency.at + i] ?? 0)
  return { table, first: from, length: to - from, counts: spare, at: 0 }
}

/** Samples of all rows, and how many of them are slower than each of the bounds (ms, ascending). O(bins), flat. */
export function countSlowerThan(rows: readonly Row[], bounds: readonly number[]): { all: number; slower: number[] } {
  let all = 0
  const slower = new Array<number>(bounds.length).fill(0)
  for (const { latency } of rows) {
    const { table, first, length, counts, at } = latency
    let to = first + length
    let above = 0
    for (let index = bounds.length - 1; index >= 0; index--) {
      const from = firstFrom(table.lowers, bounds[index] ?? 0, first, to)
      above += sumOf(counts, at + from - first, at + to - first)
      slower[index] = (slower[index] ?? 0) + above
      to = from
    }
    all += above + sumOf(counts, at, at + to - first)
  }
  return { all, slower }
}

/** The first place in [from, to] whose lower bound is not below `bound`; lowers ascend. */
function firstFrom(lowers: Float64Array, bound: number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lowers[middle] ?? 0) < bound) low = middle + 1
    else high = middle
  }
  return low
}

function sumOf(counts: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += counts[i] ?? 0
  return sum
}
