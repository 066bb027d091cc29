import type { CanaryParameters } from '@/lib/mesh/canary'
import type { Baseline } from './baseline'
import { anyHarmLn, boundsLn, errorsLn, metricWeights, type RunEvidence } from './evidence'
import { lnMean } from './mixture'
import type { Cell } from './tick'

/** What the counts say. Blindness is not here: it is the lack of counts, which the controller sees. */
export type StatisticalVerdict = 'worse' | 'not_worse' | 'unknown'

export type Judgement = {
  verdict: StatisticalVerdict
  isUntrusted: boolean
  /** False: φ = 2 was assumed for some metric. */
  isDispersionMeasured: boolean
  /** ln E of any harm, and the height at which it alarms. */
  harmLn: number
  alarmLn: number
  anytimeP: number
  errors: { harmLn: number; isNamed: boolean; counts: Cell }
  latency: { harmLn: number; isNamed: boolean; boundMs: number; boundLn: number; counts: Cell } | null
  /** ln E of "not worse by Δ" in this step, and the height that each must reach. */
  notWorse: { errorsLn: number; latencyLn: number | null; requiredLn: number }
  sentence: string
}

/** The verdict as of now, with what it rests on. Any metric may show harm; all of them must show that there is none. */
export function judge(evidence: RunEvidence, baseline: Baseline, parameters: CanaryParameters): Judgement {
  const alarmLn = -Math.log(parameters.alpha)
  const requiredLn = -Math.log(parameters.alphaPromote)
  const weights = metricWeights(baseline)
  const errorsHarm = errorsLn(evidence, baseline)
  const errors = {
    harmLn: errorsHarm,
    isNamed: errorsHarm >= alarmLn - Math.log(weights.errors),
    counts: evidence.errors.total,
  }
  const latency = judgeLatency(evidence, baseline, alarmLn - Math.log(weights.latency))
  const { step } = evidence
  const isProved = step.canaryRequests > 0 && step.errors >= requiredLn && (step.latency === null || step.latency >= requiredLn)
  const verdict = evidence.isWorse ? 'worse' : isProved ? 'not_worse' : 'unknown'
  const judged = {
    verdict,
    isUntrusted: evidence.halves.hasAlarmed,
    isDispersionMeasured: baseline.errors.isMeasured && baseline.bounds.every(({ dispersion }) => dispersion.isMeasured),
    harmLn: anyHarmLn(evidence, baseline),
    alarmLn,
    anytimeP: Math.min(1, Math.exp(-evidence.peakLn)),
    errors,
    latency,
    notWorse: { errorsLn: step.errors, latencyLn: step.latency, requiredLn },
  } as const
  return { ...judged, sentence: toSentence(judged) }
}

function judgeLatency(evidence: RunEvidence, baseline: Baseline, namedLn: number): Judgement['latency'] {
  const perBound = boundsLn(evidence, baseline)
  let best = 0
  for (const [index, ln] of perBound.entries()) if (ln > (perBound[best] ?? 0)) best = index
  const bound = evidence.latency[best]
  if (!bound) return null
  const harmLn = lnMean(perBound)
  return { harmLn, isNamed: harmLn >= namedLn, boundMs: bound.boundMs, boundLn: perBound[best] ?? 0, counts: bound.total }
}

function toSentence({ verdict, errors, latency, notWorse }: Omit<Judgement, 'sentence'>): string {
  if (verdict === 'worse') return latency && latency.harmLn > errors.harmLn ? slowerSentence(latency) : errorsSentence(errors.counts)
  if (verdict === 'not_worse') return 'not worse: every metric is shown to be within its margin'
  if (errors.counts.nc === 0) return 'unknown: the canary has had no counted request yet'
  if (errors.counts.nb === 0) return 'unknown: the baseline has had no counted request yet'
  const { errorsLn, latencyLn, requiredLn } = notWorse
  if (latencyLn !== null && errorsLn >= requiredLn) return 'unknown: errors are shown to be within their margin, latency is not yet'
  if (latencyLn !== null && latencyLn >= requiredLn) return 'unknown: latency is shown to be within its margin, errors are not yet'
  return 'unknown: the counts so far show neither harm nor its absence'
}

const errorsSentence = ({ nc, nb, xc, xb }: Cell): string =>
  `worse: ${ratio(xc, nc)} of canary requests failed, ${ratio(xb, nb)} of baseline requests`

/** "slower: 20 % of canary requests took over 100 ms, 10 % of baseline requests". */
const slowerSentence = ({ boundMs, counts }: NonNullable<Judgement['latency']>): string =>
  `slower: ${ratio(counts.xc, counts.nc)} of canary requests took over ${boundMs} ms, ${ratio(counts.xb, counts.nb)} of baseline requests`

function ratio(part: number, whole: number): string {
  const percent = whole > 0 ? (100 * part) / whole : 0
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : Number(percent.toPrecision(2))} %`
}
