import type { Interval } from '@/lib/mesh/topology'
import type { Histogram } from '@/lib/mesh/window'

/**
 * Quantile of a histogram, as the interval [lower ms, upper ms] that surely holds it: the quantile when every sample sits at its bin's lower bound, and when
 * every sample sits at its upper bound. Sound also for overlapping bins of different widths. Upper may be Infinity.
 * The histogram is sorted by lower bound; q in 0..1, rank = ⌈q·n⌉, at least 1. null for an empty histogram: nothing was measured, which is not 0 ms.
 */
export function quantileBounds(histogram: Histogram, q: number): Interval | null {
  return quantilesBounds(histogram, [q])?.[0] ?? null
}

/** The same for several quantiles, ascending, in one pass over the bins; null for an empty histogram. */
export function quantilesBounds(histogram: Histogram, qs: readonly number[]): Interval[] | null {
  let total = 0
  for (const bin of histogram) total += bin[2]
  if (total <= 0) return null
  const ranks = ranksOf(qs, total)
  const lowers = boundsAt(histogram, ranks, 0)
  const uppers = boundsAt(isSortedByUpper(histogram) ? histogram : [...histogram].sort((a, b) => a[1] - b[1]), ranks, 1)
  return ranks.map((_, index) => [lowers[index] ?? 0, uppers[index] ?? 0])
}

const ranksOf = (qs: readonly number[], total: number): number[] => qs.map((q) => Math.min(total, Math.max(1, Math.ceil(q * total - 1e-9))))

/** Bounds of the bins that hold the ranks, which ascend. */
function boundsAt(sorted: Histogram, ranks: readonly number[], side: 0 | 1): number[] {
  const bounds: number[] = []
  let seen = 0
  for (const bin of sorted) {
    seen += bin[2]
    while (bounds.length < ranks.length && seen >= (ranks[bounds.length] ?? 0)) bounds.push(bin[side])
    if (bounds.length === ranks.length) break
  }
  return bounds
}

const isSortedByUpper = (histogram: Histogram): boolean => isSorted(histogram, 1)

function isSorted(histogram: Histogram, side: 0 | 1): boolean {
  for (let i = 1; i < histogram.length; i++) if ((histogram[i]?.[side] ?? 0) < (histogram[i - 1]?.[side] ?? 0)) return false
  return true
}

/**
 * Quantiles of several histograms taken as one, without building their sum: the same intervals as of `mergeHistograms`. O(n log k) for n bins in k histograms,
 * in flat arrays, as a graph asks it for every node.
 */
export function quantilesBoundsOfAll(list: readonly Histogram[], qs: readonly number[]): Interval[] | null {
  const filled = list.filter((histogram) => histogram.length > 0)
  const only = filled[0]
  if (!only) return null
  if (filled.length === 1) return quantilesBounds(only, qs)
  let total = 0
  for (const histogram of filled) for (const bin of histogram) total += bin[2]
  if (total <= 0) return null
  const ranks = ranksOf(qs, total)
  const lowers = boundsOfAll(filled, ranks, 0)
  const uppers = boundsOfAll(filled, ranks, 1)
  return ranks.map((_, index) => [lowers[index] ?? 0, uppers[index] ?? 0])
}

type Runs = { bounds: Float64Array; counts: Float64Array }
// Used again and again: a graph asks for thousands of quantiles, and making an array of flat numbers costs more than filling it.
let spare: [Runs, Runs] = [runsOf(0), runsOf(0)]

/** Runs of (bound, count) are merged two by two until one is left. */
function boundsOfAll(list: readonly Histogram[], ranks: readonly number[], side: 0 | 1): number[] {
  let size = 0
  for (const histogram of list) size += histogram.length
  if (size > spare[0].bounds.length) spare = [runsOf(2 * size), runsOf(2 * size)]
  let [from, to] = spare
  let ends = fillRuns(from, list, side)
  while (ends.length > 1) {
    const halved: number[] = []
    for (let run = 0; run < ends.length; run += 2) {
      const end = ends[run + 1] ?? ends[run] ?? 0
      mergeRuns(from, to, ends[run - 1] ?? 0, ends[run] ?? 0, end)
      halved.push(end)
    }
    ends = halved
    const former = from
    from = to
    to = former
  }
  return rankedBounds(from, size, ranks)
}

/** One run for each histogram; answers where they end. */
function fillRuns({ bounds, counts }: Runs, list: readonly Histogram[], side: 0 | 1): number[] {
  const ends: number[] = []
  let at = 0
  for (const histogram of list) {
    for (const bin of isSorted(histogram, side) ? histogram : [...histogram].sort((a, b) => a[side] - b[side])) {
      bounds[at] = bin[side]
      counts[at++] = bin[2]
    }
    ends.push(at)
  }
  return ends
}

function runsOf(size: number): Runs {
  return { bounds: new Float64Array(size), counts: new Float64Array(size) }
}

function mergeRuns(from: Runs, to: Runs, start: number, middle: number, end: number): void {
  let left = start
  let right = middle
  for (let at = start; at < end; at++) {
    const isLeft = left < middle && (right >= end || (from.bounds[left] ?? 0) <= (from.bounds[right] ?? 0))
    const next = isLeft ? left++ : right++
    to.bounds[at] = from.bounds[next] ?? 0
    to.counts[at] = from.counts[next] ?? 0
  }
}

function rankedBounds({ bounds, counts }: Runs, size: number, ranks: readonly number[]): number[] {
  const found: number[] = []
  let seen = 0
  for (let i = 0; i < size && found.length < ranks.length; i++) {
    seen += counts[i] ?? 0
    while (found.length < ranks.length && seen >= (ranks[found.length] ?? 0)) found.push(bounds[i] ?? 0)
  }
  return found
}
