import type { CanaryWire } from '@/lib/api/canaries'
import { formatRatio } from '@/lib/mesh/format'
import { wayToBound } from './evidence-height'

type Outcome = NonNullable<CanaryWire['outcome']>

export const outcomeWords: Record<Outcome, string> = {
  promoted: 'promoted',
  rolled_back: 'rolled back',
  inconclusive: 'inconclusive',
  aborted: 'aborted',
  superseded: 'superseded',
  expired: 'expired',
}

/** What an outcome means, as a sentence. */
export const outcomeMeaning: Record<Outcome, string> = {
  promoted: 'It has all of the traffic; the policy says so.',
  rolled_back: 'It was shown to be worse, and its weight is 0.',
  inconclusive: 'Neither was shown before its deadline, and its weight is 0.',
  aborted: 'Somebody ended it; its weight is 0.',
  superseded: 'Another canary took its place; its weight is 0.',
  expired: 'Outrider was away longer than its lease; the proxies went back by their own clock. It is not resumed.',
}

/** `watching, step 3 of 5`: the steps of the plan and the promotion after them. */
export function stateWords(canary: Pick<CanaryWire, 'state' | 'outcome' | 'step' | 'hold' | 'parameters'>): string {
  const of = `step ${canary.step} of ${canary.parameters.steps.length + 1}`
  switch (canary.state) {
    case 'draft':
      return 'not started yet'
    case 'applying':
      return `being applied, ${of}`
    case 'watching':
      return `watching, ${of}`
    case 'held':
      return `held: ${holdWords[canary.hold?.cause ?? 'unknown']}, ${of}`
    case 'promoting':
      return 'promoting to 100 %'
    case 'rolling_back':
      return 'rolling back to 0 %'
    case 'ended':
      return canary.outcome ? outcomeWords[canary.outcome] : 'ended'
  }
}

/** Why it stands where it does, without the verdict's own word, which stands beside it. */
export const standingWords = ({ hold, judgement }: Pick<CanaryWire, 'hold' | 'judgement'>): string =>
  (hold?.text ?? judgement.sentence).replace(/^(unknown|not worse|worse): /, '')

/** What ends the hold; where "not worse" has to be shown, how far each metric is, in shares of the way as the evidence is drawn. */
export function exitWords({ hold, judgement }: Pick<CanaryWire, 'hold' | 'judgement'>): string {
  if (!hold) return ''
  const { errorsLn, latencyLn, requiredLn } = judgement.notWorse
  const isWaiting = hold.cause === 'unknown' && (errorsLn < requiredLn || (latencyLn ?? requiredLn) < requiredLn)
  if (!isWaiting) return hold.exit
  const far = (ln: number): string => (ln >= requiredLn ? 'shown' : `${formatRatio(wayToBound(ln, requiredLn))} of the way`)
  const parts = [`errors ${far(errorsLn)}`, ...(latencyLn === null ? [] : [`latency ${far(latencyLn)}`])]
  return `“not worse” is shown for every metric (${parts.join(', ')})`
}

type Cause = NonNullable<CanaryWire['hold']>['cause']
const holdWords: Record<Cause, string> = {
  unknown: 'nothing is shown yet',
  blind: 'numbers are missing',
  not_in_force: 'not in force everywhere',
  paused: 'paused',
  drift: 'the route was edited',
  unhealthy_version: 'a version is not healthy',
  untrusted: 'the A/A test alarmed',
  approval: 'waits for a person',
  gate: 'waits for its gate',
}

/** Holds that need a hand or an eye; the others are the usual waiting. */
export const isTroubled = (canary: Pick<CanaryWire, 'hold' | 'untrusted' | 'problems' | 'state'>): boolean =>
  canary.untrusted ||
  (canary.state === 'draft' && canary.problems.length > 0) ||
  (canary.hold !== null && canary.hold.cause !== 'unknown' && canary.hold.cause !== 'paused')
