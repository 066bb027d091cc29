import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { describeMatch } from './describe-match'
import { describeAnswer } from './sentences/describe-answer'
import { destinationSentences, ruleSettingSentences } from './setting-sentences'
import { type PlanTraffic, weightSentences } from './weight-sentences'

/** What an edit does, in sentences a person reads aloud, in the policy's order. Empty when nothing changes. Rules are known by their names. */
export function planSentences(before: Policy, after: Policy, traffic: PlanTraffic): string[] {
  const former = new Map(before.rules.map((rule) => [rule.name, rule]))
  const kept = new Set(after.rules.map((rule) => rule.name))
  const sentences: string[] = []
  after.rules.forEach((rule, index) => {
    const was = former.get(rule.name)
    const subject = subjectOf(after.service, rule, traffic.protocol)
    if (was)
      sentences.push(
        ...changedMatch(rule, was),
        ...weightSentences(after, index, was, subject, traffic),
        ...ruleSettingSentences(was, rule, subject),
      )
    else
      sentences.push(
        `The new rule ${rule.name}: ${subject} ${describeAnswer(rule) ?? `go ${splitText(rule)}`}.`,
        ...ruleSettingSentences(undefined, rule, subject),
      )
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

function changedMatch(rule: Rule, was: Rule): string[] {
  const matchNow = describeMatch(rule.match)
  const matchWas = describeMatch(was.match)
  if (matchNow === matchWas) return []
  return [`The rule ${rule.name} takes ${matchNow ? `what is ${matchNow}` : 'everything'}, was ${matchWas || 'everything'}.`]
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
