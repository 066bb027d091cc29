import type { QuantileBounds, Quantiles } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import { quantilesOfSums } from '@/lib/metrics/quantiles-of-sums'

type Summarised = { latencyMs: Quantiles | null; latencyBoundsMs?: QuantileBounds | undefined }

const widthShown = 0.15
const shown = [0.5, 0.95, 0.99]
const bounds = new Float64Array(2 * shown.length)

/** Sets p50, p95 and p99 of the rows taken as one: as points, and as intervals too where one is wider than 15 % of its middle, or open. Nothing measured leaves null. */
export function setLatency(into: Summarised, rows: readonly EdgeTotal[]): void {
  if (!quantilesOfSums(rows, shown, bounds)) return
  into.latencyMs = { p50: middle(0), p95: middle(1), p99: middle(2) }
  if (isWide(0) || isWide(1) || isWide(2)) into.latencyBoundsMs = { p50: closed(0), p95: closed(1), p99: closed(2) }
}

const lowerOf = (q: number): number => bounds[q] ?? 0
const upperOf = (q: number): number => bounds[shown.length + q] ?? 0
const middle = (q: number): number | null => (Number.isFinite(upperOf(q)) ? (lowerOf(q) + upperOf(q)) / 2 : null)
const closed = (q: number): [number, number | null] => [lowerOf(q), Number.isFinite(upperOf(q)) ? upperOf(q) : null]
const isWide = (q: number): boolean =>
  !Number.isFinite(upperOf(q)) || upperOf(q) - lowerOf(q) > (widthShown * (lowerOf(q) + upperOf(q))) / 2
