import { formatRate } from '@/lib/mesh/format'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { describeMatch } from './describe-match'
import { destinationSentences, ruleSettingSentences } from './setting-sentences'

/** Measured at the service over the last minutes, by its callers; null when nothing was measured. */
export type PlanTraffic = { protocol: Protocol; requestsPerSecond: number | null }

/** What an edit does, in sentences a person reads aloud, in the policy's order. Empty when nothing changes. Rules are known by their names. */
export function planSentences(before: Policy, after: Policy, traffic: PlanTraffic): string[] {
  const former = new Map(before.rules.map((rule) => [rule.name, rule]))
  const kept = new Set(after.rules.map((rule) => rule.name))
  const sentences: string[] = []
  after.rules.forEach((rule, index) => {
    const was = former.get(rule.name)
    const isDefault = index === after.rules.length - 1
    const subject = subjectOf(after.service, rule, traffic.protocol)
    if (was) sentences.push(...changedRule(rule, was, subject, isDefault ? traffic : null))
    else sentences.push(`The new rule ${rule.name}: ${subject} go ${splitText(rule)}.`, ...ruleSettingSentences(undefined, rule, subject))
  })
  for (const rule of before.rules)
    if (!kept.has(rule.name)) sentences.push(`The rule ${rule.name} is removed: the rules after it take its ${unitOf(traffic.protocol)}.`)
  sentences.push(...orderSentence(before, after), ...destinationSentences(before.destination, after.destination, after.service))
  return sentences
}

const unitOf = (protocol: Protocol): string => (protocol === 'tcp' ? 'connections' : 'requests')

function subjectOf(service: string, rule: Rule, protocol: Protocol): string {
  const match = describeMatch(rule.match)
  return `${unitOf(protocol)} to ${service}${match ? ` ${match}` : ''}`
}

function changedRule(rule: Rule, was: Rule, subject: string, traffic: PlanTraffic | null): string[] {
  const sentences: string[] = []
  const matchNow = describeMatch(rule.match)
  const matchWas = describeMatch(was.match)
  if (matchNow !== matchWas)
    sentences.push(`The rule ${rule.name} takes ${matchNow ? `what is ${matchNow}` : 'everything'}, was ${matchWas || 'everything'}.`)
  sentences.push(...weightSentences(rule, was, subject, traffic), ...ruleSettingSentences(was, rule, subject))
  return sentences
}

/** With two versions one sentence says it all: that of the later listed one. With more, each that changed gets its own. */
function weightSentences(rule: Rule, was: Rule, subject: string, traffic: PlanTraffic | null): string[] {
  const moved = movedWeights(rule, was)
  const spoken = moved.length === 2 ? moved.slice(1) : moved
  const sentences = spoken.map(({ version, now, before }) => `${now} % of ${subject} go to ${version}, was ${before} %.`)
  const rps = traffic && traffic.protocol !== 'tcp' ? traffic.requestsPerSecond : null
  const only = spoken.length === 1 ? spoken[0] : undefined
  if (rps !== null && rps > 0 && only)
    sentences.push(`That is ${formatRate((rps * only.now) / 100)} of ${formatRate(rps)}, was ${formatRate((rps * only.before) / 100)}.`)
  return sentences
}

function movedWeights(rule: Rule, was: Rule): { version: string; now: number; before: number }[] {
  const versions = new Set([...rule.backends, ...was.backends].map((backend) => backend.version))
  const weightIn = (of: Rule, version: string): number => of.backends.find((backend) => backend.version === version)?.weight ?? 0
  return [...versions]
    .map((version) => ({ version, now: weightIn(rule, version), before: weightIn(was, version) }))
    .filter(({ now, before }) => now !== before)
}

function splitText({ backends }: Rule): string {
  const parts = backends.filter((backend) => backend.weight > 0).map(({ version, weight }) => `${weight} % to ${version}`)
  return backends.some((backend) => backend.weight === 100)
    ? `to ${backends.find((backend) => backend.weight === 100)?.version}`
    : parts.join(', ')
}

function orderSentence(before: Policy, after: Policy): string[] {
  const names = (policy: Policy, other: Policy): string[] => {
    const known = new Set(other.rules.map((rule) => rule.name))
    return policy.rules.map((rule) => rule.name).filter((name) => known.has(name))
  }
  const now = names(after, before).join(', ')
  return now === names(before, after).join(', ')
    ? []
    : [`The rules are tried in this order: ${after.rules.map((rule) => rule.name).join(', ')}.`]
}
