import type { Scenario } from './scenarios'
import type { Outcome } from './simulate'

export type Row = {
  name: string
  runs: number
  what: Scenario['asks']
  /** Rate of alarms or promotions with its 95 % bounds, or median seconds with theirs; found = share of runs in which it happened at all. */
  value: number | null
  low: number | null
  high: number | null
  found: number
  /** The threshold rule on the same seeds; null where the question is promotion, which it decides by time alone. */
  threshold: { value: number | null; found: number } | null
  bar: number | null
  /** null without a bar. For a rate: the estimate; for a time: the median over all runs, those that saw nothing counting as never. */
  ok: boolean | null
  /** Are the 95 % bounds within the bar too? */
  isSure: boolean | null
}

export function summarise(scenario: Scenario, outcomes: readonly Outcome[]): Row {
  const isPromotion = scenario.asks === 'wrong promotion' || scenario.asks === 'time to promote'
  const times = outcomes.map((each) => (isPromotion ? each.promotedSeconds : each.worseSeconds))
  const thresholds = outcomes.map((each) => each.thresholdSeconds)
  const isRate = scenario.asks === 'false alarm' || scenario.asks === 'wrong promotion'
  const found = share(times)
  const [value, low, high] = isRate ? [found, ...wilson(found, times.length)] : medianWithBounds(times)
  return {
    name: scenario.name,
    runs: outcomes.length,
    what: scenario.asks,
    value,
    low,
    high,
    found,
    threshold: isPromotion ? null : { value: isRate ? share(thresholds) : medianWithBounds(thresholds)[0], found: share(thresholds) },
    bar: scenario.bar,
    ok: scenario.bar === null ? null : value !== null && value <= scenario.bar,
    isSure: scenario.bar === null ? null : high !== null && high <= scenario.bar,
  }
}

const share = (times: readonly (number | null)[]): number =>
  times.length === 0 ? 0 : times.filter((time) => time !== null).length / times.length

/** 95 % bounds of a rate. Source: Wilson 1927. */
function wilson(rate: number, n: number): [number, number] {
  const z2 = 1.96 ** 2
  const middle = rate + z2 / (2 * n)
  const half = 1.96 * Math.sqrt((rate * (1 - rate) + z2 / (4 * n)) / n)
  return [Math.max(0, (middle - half) / (1 + z2 / n)), Math.min(1, (middle + half) / (1 + z2 / n))]
}

/** Median and the order statistics that hold it with 95 %; what never happened sorts last and reads null. */
function medianWithBounds(times: readonly (number | null)[]): [number | null, number | null, number | null] {
  const sorted = times.map((time) => time ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const at = (rank: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(rank)))]
    return value === undefined || value === Number.POSITIVE_INFINITY ? null : value
  }
  const spread = 0.98 * Math.sqrt(sorted.length)
  return [at(sorted.length / 2), at(sorted.length / 2 - spread), at(sorted.length / 2 + spread)]
}
