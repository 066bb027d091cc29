import type { CanaryForecast, CanaryParameters } from '@/lib/mesh/canary'
import { formatNumber } from '@/lib/mesh/format'
import { formatAge } from '@/lib/mesh/format-time'
import type { Millis } from '@/lib/mesh/names'
import type { Baseline } from './baseline'
import { metricWeights } from './evidence'
import { secondsToVerdict } from './forecast'
import { drawPromotions } from './forecast-promotion'
import { errorGrid } from './odds-evidence'
import type { Tick } from './tick'

/** Any number: the same forecast twice is the same. */
const seed = 20_261
/** What is asked where the baseline has no error that could double. */
const appearingRatio = 0.05

export type ForecastQuestion = {
  baseline: Baseline
  parameters: CanaryParameters
  /** Of both versions together; null when nothing was measured. */
  requestsPerSecond: number | null
  /** The canary's share that is asked about, 0..1. */
  share: number
  measured: { from: Millis; to: Millis } | null
  promotion: CanaryForecast['promotion']
}

/** How long harm of a known size would take to be seen, at this traffic and share. Source: handbook, canary-and-faults.md 2.8; it leans long. */
export function forecastCanary(question: ForecastQuestion): CanaryForecast {
  const { baseline, parameters, requestsPerSecond, share, measured, promotion } = question
  const { n, x } = totalOf(baseline)
  const baseErrorRatio = n > 0 ? x / n : null
  const alpha = metricWeights(baseline).errors * parameters.alpha
  const at = (psi: number): number | null =>
    requestsPerSecond === null || baseErrorRatio === null
      ? null
      : secondsToVerdict({ requestsPerSecond, baseRatio: baseErrorRatio, share, phi: baseline.errors.phi, alpha }, psi)
  const seconds = { doublingSeconds: at(2), fourfoldSeconds: at(4), tenfoldSeconds: at(10) }
  return {
    sentence: toSentence(question, seconds.doublingSeconds, alpha),
    requestsPerSecond,
    baseErrorRatio,
    ...seconds,
    promotion,
    isDispersionMeasured: baseline.errors.isMeasured && baseline.bounds.every(({ dispersion }) => dispersion.isMeasured),
    measured,
  }
}

/** Simulated canaries that are like the baseline, without end; ticks of the hour as `readBaseline` took them. Bounds that are not judged are not drawn for. */
export function drawEqual(hour: readonly Tick[], baseline: Baseline, parameters: CanaryParameters): ReturnType<typeof drawPromotions> {
  const judged = new Set(baseline.bounds.map(({ boundMs }) => boundMs))
  const slim = hour.map((tick) => ({
    ...tick,
    strata: tick.strata.map((stratum) => ({
      ...stratum,
      latency: stratum.latency && { ...stratum.latency, slower: stratum.latency.slower.filter(({ boundMs }) => judged.has(boundMs)) },
    })),
  }))
  return drawPromotions(slim, baseline, parameters, seed)
}

const totalOf = (baseline: Baseline): { n: number; x: number } =>
  Object.values(baseline.history).reduce((sum, pair) => ({ n: sum.n + pair.n, x: sum.x + pair.x }), { n: 0, x: 0 })

function toSentence({ baseline, requestsPerSecond, share }: ForecastQuestion, doubling: number | null, alpha: number): string {
  if (requestsPerSecond === null) return 'nothing was measured yet: how long a verdict takes cannot be told'
  if (requestsPerSecond <= 0) return 'there is no traffic: nothing can be seen until requests come'
  const rate = `at ${formatNumber(requestsPerSecond)} requests per second`
  if (doubling !== null) return `a doubling of errors would be seen in about ${formatAge(doubling * 1000)} ${rate}`
  const { n } = totalOf(baseline)
  const largest = errorGrid.at(-1) ?? 20
  const perError = Math.log(largest / (1 - share + share * largest))
  if (!(share > 0 && share < 1)) return `the baseline had no error in ${n} requests: a doubling cannot be told`
  const errors = (baseline.errors.phi * (Math.log(1 / alpha) + Math.log(errorGrid.length))) / perError
  const seconds = errors / (requestsPerSecond * share * appearingRatio)
  return `the baseline had no error in ${n} requests; 5 % of errors on the canary would be seen in about ${formatAge(seconds * 1000)} ${rate}`
}
