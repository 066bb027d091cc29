import type { ChartPoint } from '@/components/charts/time-chart-props'
import type { CanaryTickWire } from './step-ticks'

type Arm = 'canary' | 'baseline'

/** Errors of all attempts per tick, 0..1; a tick without a request is a gap. Placed at the end of the tick. */
export const errorRatios = (ticks: readonly CanaryTickWire[], arm: Arm): ChartPoint[] =>
  ticks.map((tick) => [Date.parse(tick.to), ratio(tick[arm].errors, tick[arm].requests)])

/** Requests over the latency bound among those that were timed, 0..1; null where none was. */
export const slowerRatios = (ticks: readonly CanaryTickWire[], arm: Arm): ChartPoint[] =>
  ticks.map((tick) => [Date.parse(tick.to), tick[arm].slower === null ? null : ratio(tick[arm].slower, tick[arm].samples ?? 0)])

/** Requests per second of each tick. */
export const requestRates = (ticks: readonly CanaryTickWire[], arm: Arm): ChartPoint[] =>
  ticks.map((tick) => {
    const seconds = (Date.parse(tick.to) - Date.parse(tick.from)) / 1000
    return [Date.parse(tick.to), seconds > 0 ? tick[arm].requests / seconds : null]
  })

/** The canary's share of the requests of these ticks, 0..1; null without a request. */
export function observedShare(ticks: readonly CanaryTickWire[]): number | null {
  let canary = 0
  let all = 0
  for (const tick of ticks) {
    canary += tick.canary.requests
    all += tick.canary.requests + tick.baseline.requests
  }
  return ratio(canary, all)
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
