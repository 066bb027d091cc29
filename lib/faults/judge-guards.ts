import type { Fault, Guard, GuardCounts, GuardEvidence } from '@/lib/mesh/fault'
import { formatCount, formatMs, formatRatio } from '@/lib/mesh/format'
import { boundOf, evidenceLn, stopLn } from './guard-evidence'

/**
 * The reason to stop a fault, in words with its numbers; null while no guard is shown to be passed. A guard trips on sequential evidence that its service is above the
 * bound (by all its requests, or by those the fault reaches, worse than those it does not reach), not on a ratio read again and again: a service that stays
 * within its bounds stops a fault with a probability of at most 1 %, however often this is asked.
 */
export function judgeGuards(fault: Pick<Fault, 'guards'>, evidence: readonly GuardEvidence[]): string | null {
  const guards = fault.guards ?? []
  const neededLn = stopLn(guards.length)
  for (const [index, guard] of guards.entries()) {
    const own = evidence[index]
    if (!own) continue
    const { allLn, armLn } = evidenceLn(own)
    if (allLn >= neededLn) return allSentence(guard, own)
    if (armLn >= neededLn) return armSentence(guard, own)
  }
  return null
}

/** 0..1: the share of the way to a stop. */
export function guardProgress(evidence: GuardEvidence, guards: number): number {
  const { allLn, armLn } = evidenceLn(evidence)
  return Math.min(1, Math.max(0, Math.max(allLn, armLn) / stopLn(guards)))
}

/** With the counts that show it best; where neither of them is above the bound, a time between was. */
function allSentence(guard: Guard, { recent, before, reached, unreached }: GuardEvidence): string {
  const lately = { ...recent.reduce(sum, none), words: 'of the last 30 s' }
  const whole = { ...sum(reached, unreached), words: 'since the start' }
  const shown = ratio(whole) > ratio(lately) ? whole : lately
  const howLong = ratio(shown) > boundOf(guard) ? '' : ' for a time'
  const was = before && before.requests > 0 ? `; ${ratioOf(before)} before the start` : '; not measured before the start'
  return `${whatFailed(guard)} of ${guard.service}: ${share(shown)} ${shown.words}, surely above ${boundWords(guard)}${howLong}${was}`
}

function armSentence(guard: Guard, { reached, unreached }: GuardEvidence): string {
  return `${whatFailed(guard)} of ${guard.service} where the fault reaches it: ${share(reached)} since the start, surely above ${boundWords(guard)}, against ${share(unreached)} where it does not`
}

const whatFailed = ({ metric, above }: Guard): string => (metric === 'errorRatio' ? 'errors' : `requests over ${formatMs(above)}`)
const boundWords = (guard: Guard): string =>
  guard.metric === 'errorRatio' ? formatRatio(guard.above) : `the ${formatRatio(boundOf(guard))} that its ${guard.metric} leaves`
const none: GuardCounts = { requests: 0, failures: 0 }
const sum = (a: GuardCounts, b: GuardCounts): GuardCounts => ({ requests: a.requests + b.requests, failures: a.failures + b.failures })
const ratio = ({ requests, failures }: GuardCounts): number => (requests > 0 ? failures / requests : 0)
const ratioOf = (counts: GuardCounts): string => formatRatio(counts.requests > 0 ? ratio(counts) : null)
const share = (counts: GuardCounts): string => `${ratioOf(counts)} (${formatCount(counts.failures)} of ${formatCount(counts.requests)})`
