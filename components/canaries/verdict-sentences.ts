import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber, formatRatio } from '@/lib/mesh/format'
import { aboutSpan } from './about-span'
import { wayToBound } from './evidence-height'

/** `99 %`, `99.5 %`: how sure, at any time of reading. */
export const confidenceWords = (alpha: number): string => `${Number((100 * (1 - alpha)).toFixed(2))} %`

/** `100 to 1`: the odds that an evidence of this ln stands for. */
export const oddsWords = (ln: number): string => `${formatNumber(Math.exp(ln))} to 1`

/** The interval for the odds of an error, in words; null before the first counted error. */
export function intervalSentence({ judgement, parameters, version, baseline }: CanaryWire): string | null {
  const interval = judgement.errors.oddsRatio
  if (interval === null) return null
  const names = [displayName(version, 20), displayName(baseline, 20)]
  const sure = `${confidenceWords(parameters.alpha)} sure at any time of reading`
  const best = interval.estimate === null ? '' : `; ${formatNumber(interval.estimate)} × fits best`
  if (interval.upper === null)
    return `The odds of an error on ${names[0]} are at least ${formatNumber(interval.lower)} × those on ${names[1]} (${sure}${best}).`
  return `The odds of an error on ${names[0]} are ${formatNumber(interval.lower)} to ${formatNumber(interval.upper)} × those on ${names[1]} (${sure}${best}).`
}

/** What would have to come for the verdict to be another one. */
export function mindSentences(canary: CanaryWire, proofSeconds: number | null): string[] {
  const { judgement, verdict, hold } = canary
  const version = displayName(canary.version, 20)
  if (canary.state === 'ended' || canary.state === 'rolling_back') return []
  const harm = wayToBound(judgement.harmLn, judgement.alarmLn)
  const harmWords =
    harm === 0
      ? `To “worse”: nothing points there now; it takes evidence of ${oddsWords(judgement.alarmLn)}.`
      : `To “worse”: evidence of harm is ${formatRatio(harm)} of the way to ${oddsWords(judgement.alarmLn)}; more failures on ${version} than on ${displayName(canary.baseline, 20)} bring it there.`
  switch (verdict) {
    case 'worse':
      return ['Nothing by itself: “worse” stays for this run. Resuming or promoting it needs a reason and begins the evidence anew.']
    case 'blind':
      return [hold ? `Numbers: ${hold.exit}.` : 'Numbers: a complete tick of all its callers.']
    case 'not_worse':
      return [harmWords]
    case 'unknown':
      return [
        proofSeconds === null
          ? `To “not worse”: ${version} has to go on as ${displayName(canary.baseline, 20)} does, until its evidence is ${oddsWords(judgement.notWorse.requiredLn)}.`
          : `To “not worse”: at the pace of this step, in about ${aboutSpan(proofSeconds)}.`,
        harmWords,
      ]
  }
}
