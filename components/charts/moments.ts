import type { ChartLine } from './time-chart-props'

/** All moments that any of the lines has a point at, in order. */
export function momentsOf(lines: readonly ChartLine[]): number[] {
  return [...new Set(lines.flatMap((line) => line.points.map(([at]) => at)))].sort((a, b) => a - b)
}

/** The moment next to `at`; null where there is none. O(log n). */
export function nearestMoment(moments: readonly number[], at: number): number | null {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((moments[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  const [before, after] = [moments[low - 1], moments[low]]
  if (before === undefined) return after ?? null
  if (after === undefined) return before
  return at - before <= after - at ? before : after
}

/** `count` moments on from where `at` is, within the chart; where it is nowhere, from before the first or from behind the last. */
export function stepFrom(moments: readonly number[], at: number | null, count: number): number | null {
  if (moments.length === 0) return null
  const near = at === null ? null : nearestMoment(moments, at)
  const index = near === null ? (count < 0 ? moments.length : -1) : moments.indexOf(near)
  return moments[Math.min(moments.length - 1, Math.max(0, index + count))] ?? null
}
