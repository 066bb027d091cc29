import type { SeriesMetric, SeriesResponse } from '@/lib/api/series'

export type EffectRow = { metric: SeriesMetric; before: number | null; after: number | null }

/**
 * Middle value of each metric before and after a moment. The middle one and not the mean: one bad window is not an effect, and quantiles are never
 * averaged. Gaps do not count; without a value on a side that side is null.
 */
export function effectRows(series: SeriesResponse, metrics: readonly SeriesMetric[], atMs: number): EffectRow[] {
  return metrics.map((metric) => {
    const points = series.points[metric] ?? []
    return { metric, before: middle(points.filter(([at]) => at < atMs)), after: middle(points.filter(([at]) => at >= atMs)) }
  })
}

function middle(points: readonly (readonly [number, number | null])[]): number | null {
  const values = points.flatMap(([, value]) => value ?? []).sort((a, b) => a - b)
  if (values.length === 0) return null
  const half = Math.floor(values.length / 2)
  const upper = values[half] ?? 0
  return values.length % 2 === 1 ? upper : ((values[half - 1] ?? 0) + upper) / 2
}
