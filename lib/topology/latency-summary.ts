import type { QuantileBounds, Quantiles } from '@/lib/mesh/topology'
import type { Histogram } from '@/lib/mesh/window'
import { quantilesBoundsOfAll } from '@/lib/metrics/quantile'

export type LatencySummary = { latencyMs: Quantiles | null; latencyBoundsMs?: QuantileBounds | undefined }

const widthShown = 0.15
const shown = [0.5, 0.95, 0.99]

/** p50, p95 and p99 of histograms taken as one: as points, and as intervals too where one is wider than 15 % of its middle. latencyMs is null where nothing was measured. */
export function summariseLatency(histograms: readonly Histogram[]): LatencySummary {
  const [p50, p95, p99] = quantilesBoundsOfAll(histograms, shown) ?? []
  if (!p50 || !p95 || !p99) return { latencyMs: null }
  const latencyMs = { p50: middle(p50), p95: middle(p95), p99: middle(p99) }
  if (!isWide(p50) && !isWide(p95) && !isWide(p99)) return { latencyMs }
  return { latencyMs, latencyBoundsMs: { p50: closed(p50), p95: closed(p95), p99: closed(p99) } }
}

const middle = ([lower, upper]: readonly [number, number]): number | null => (Number.isFinite(upper) ? (lower + upper) / 2 : null)
const closed = ([lower, upper]: readonly [number, number]): [number, number | null] => [lower, Number.isFinite(upper) ? upper : null]
const isWide = ([lower, upper]: readonly [number, number]): boolean => upper - lower > (widthShown * (lower + upper)) / 2
