import type { Bin, Histogram } from '@/lib/mesh/window'

/**
 * Adds the bins of several windows or proxies. Bins with the same bounds are added; different widths stand side by side, sorted by lower then upper bound,
 * so nothing is interpolated and no count moves. Order of the list is irrelevant. O(n log n) in the number of different bins.
 */
export function mergeHistograms(list: readonly Histogram[]): Histogram {
  const filled = list.filter((histogram) => histogram.length > 0)
  if (filled.length <= 1) return filled[0] ?? []
  const counts = new Map<number, Map<number, number>>()
  for (const histogram of filled) {
    for (const [lower, upper, count] of histogram) {
      const byUpper = counts.get(lower)
      if (byUpper) byUpper.set(upper, (byUpper.get(upper) ?? 0) + count)
      else counts.set(lower, new Map([[upper, count]]))
    }
  }
  return toSorted(counts)
}

/**
 * Cumulative bins now minus cumulative bins before, per bin with the reset rule of `counterDelta`: what is smaller than before started anew and counts whole.
 * When any bin shrank the whole histogram was reset (bins only grow within one life of a proxy), so all of `current` counts. Bins of 0 are left out.
 */
export function subtractHistogram(current: Histogram, before: Histogram): Histogram {
  if (before.length === 0) return current
  const old = new Map<number, Map<number, number>>()
  for (const [lower, upper, count] of before) {
    const byUpper = old.get(lower)
    if (byUpper) byUpper.set(upper, count)
    else old.set(lower, new Map([[upper, count]]))
  }
  const deltas: Bin[] = []
  let seen = 0
  for (const [lower, upper, count] of current) {
    const formerly = old.get(lower)?.get(upper) ?? 0
    if (count < formerly) return current
    if (formerly > 0) seen++
    if (count > formerly) deltas.push([lower, upper, count - formerly])
  }
  return seen < before.length ? current : deltas
}

/** Number of samples. */
export function countHistogram(histogram: Histogram): number {
  let total = 0
  for (const bin of histogram) total += bin[2]
  return total
}

function toSorted(counts: ReadonlyMap<number, ReadonlyMap<number, number>>): Histogram {
  const bins: Bin[] = []
  for (const [lower, byUpper] of counts) for (const [upper, count] of byUpper) bins.push([lower, upper, count])
  return bins.sort((a, b) => a[0] - b[0] || a[1] - b[1])
}
