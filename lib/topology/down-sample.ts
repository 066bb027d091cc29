import type { Millis } from '@/lib/mesh/names'

export type SeriesPoint = readonly [at: Millis, value: number | null]

/**
 * At most `most` (≥ 8) of the points, which are in order of time: of each stretch its least and its greatest value, so that no peak is lost, and a gap wherever
 * there was one between two values that are kept. All points as they are where they fit. O(n log n) at worst.
 */
export function downSample<Point extends SeriesPoint>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points]
  let stretches = Math.max(1, Math.floor(most / 2))
  for (;;) {
    const sampled = sampleIn(points, stretches)
    // Gaps between values take points of their own: then the stretches get longer. One stretch needs five points at most.
    if (sampled.length <= most || stretches === 1) return sampled
    stretches = Math.max(1, Math.floor(stretches * 0.8))
  }
}

function sampleIn<Point extends SeriesPoint>(points: readonly Point[], stretches: number): Point[] {
  const kept: Point[] = []
  // Up to here every gap is told.
  let told = 0
  const tellGap = (to: number) => {
    if (kept.at(-1)?.[1] !== null || kept.length === 0) {
      const gap = points.slice(told, to).find(([, value]) => value === null)
      if (gap) kept.push(gap)
    }
    told = to
  }
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const from = Math.floor((points.length * (stretch - 1)) / stretches)
    const to = Math.floor((points.length * stretch) / stretches)
    for (const index of extremes(points, from, to)) {
      tellGap(index)
      const point = points[index]
      if (point) kept.push(point)
      told = index + 1
    }
  }
  tellGap(points.length)
  return kept
}

/** Indices of the least and the greatest value, in order of time; none where there is no value. */
function extremes(points: readonly SeriesPoint[], from: number, to: number): number[] {
  let least = -1
  let greatest = -1
  for (let i = from; i < to; i++) {
    const value = points[i]?.[1] ?? null
    if (value === null) continue
    if (least < 0 || value < (points[least]?.[1] ?? 0)) least = i
    if (greatest < 0 || value > (points[greatest]?.[1] ?? 0)) greatest = i
  }
  if (least < 0) return []
  return least === greatest ? [least] : [Math.min(least, greatest), Math.max(least, greatest)]
}
