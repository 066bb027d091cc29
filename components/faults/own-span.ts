import type { ChartPoint } from '@/components/charts/time-chart'

/**
 * A series of the service with only what this fault can have done: steps that overlap its life keep their value, all others are gaps. `points` are the
 * starts of steps of `stepMs`, `toMs` is null while it lives. An earlier fault on the same service is not this one's work.
 */
export function ownSpan(points: readonly ChartPoint[], stepMs: number, fromMs: number, toMs: number | null): ChartPoint[] {
  return points.map(([at, value]) => [at, at + stepMs > fromMs && (toMs === null || at < toMs) ? value : null])
}
