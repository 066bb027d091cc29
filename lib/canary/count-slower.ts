import type { Histogram } from '@/lib/mesh/window'
import { countHistogram } from '@/lib/metrics/histogram'
import type { LatencyCounts, SlowerCount } from './tick'

/**
 * Requests slower than each bound (total minus cumulative), from the histograms of all proxies of a tick. A bound that lies inside a bin of any of them is not
 * common to all and is left out: nothing is interpolated. boundsMs ascending; histograms of deltas in ms. null when no arm has a sample.
 */
export function countSlower(
  canary: readonly Histogram[],
  baseline: readonly Histogram[],
  boundsMs: readonly number[],
): LatencyCounts | null {
  const [nc, nb] = [sumOf(canary), sumOf(baseline)]
  if (nc + nb === 0) return null
  const slower = boundsMs.flatMap((boundMs): SlowerCount[] => {
    if ([...canary, ...baseline].some((histogram) => histogram.some(([lower, upper]) => lower < boundMs && boundMs < upper))) return []
    return [{ boundMs, canary: above(canary, boundMs), baseline: above(baseline, boundMs) }]
  })
  return { canary: nc, baseline: nb, slower }
}

const sumOf = (list: readonly Histogram[]): number => list.reduce((sum, histogram) => sum + countHistogram(histogram), 0)

const above = (list: readonly Histogram[], boundMs: number): number =>
  sumOf(list.map((histogram) => histogram.filter(([lower]) => lower >= boundMs)))

/** Every bound that some bin of these histograms has, ascending: what a run may choose from. Infinity is none. */
export const boundsOf = (list: readonly Histogram[]): number[] =>
  [...new Set(list.flatMap((histogram) => histogram.flatMap((bin) => [bin[0], bin[1]])))]
    .filter((boundMs) => boundMs > 0 && Number.isFinite(boundMs))
    .sort((a, b) => a - b)
