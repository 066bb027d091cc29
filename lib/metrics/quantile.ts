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

function isSortedByUpper(histogram: Histogram): boolean {
  for (let i = 1; i < histogram.length; i++) if ((histogram[i]?.[1] ?? 0) < (histogram[i - 1]?.[1] ?? 0)) return false
  return true
}
