import { formatRate } from '@/lib/mesh/format'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { type CallerTraffic, ruleTraffic, weightIn } from './rule-traffic'

/** Measured at the service over the last minutes, by its callers; null when nothing was measured. */
export type PlanTraffic = { protocol: Protocol; callers: readonly CallerTraffic[] | null }

/** With two versions one sentence says it all: that of the later listed one. With more, each that changed gets its own. `subject`: `requests to shop/reviews`. */
export function weightSentences(policy: Policy, index: number, was: Rule, subject: string, traffic: PlanTraffic): string[] {
  const rule = policy.rules[index]
  if (!rule) return []
  const moved = movedWeights(rule, was)
  const spoken = moved.length === 2 ? moved.slice(1) : moved
  return spoken.flatMap((each) => [
    `${each.now} % of ${subject} go to ${each.version}, was ${each.before} %.`,
    ...rateSentence(policy, index, each, traffic),
  ])
}

type Moved = { version: string; now: number; before: number }

function movedWeights(rule: Rule, was: Rule): Moved[] {
  const versions = new Set([...rule.backends, ...was.backends].map((backend) => backend.version))
  return [...versions]
    .map((version) => ({ version, now: weightIn(rule, version), before: weightIn(was, version) }))
    .filter(({ now, before }) => now !== before)
}

/** Nothing where nothing was measured, and where a match looks into requests: how many it takes is not counted, and the plan's notes say so. */
function rateSentence(policy: Policy, index: number, { version, now, before }: Moved, { protocol, callers }: PlanTraffic): string[] {
  const taken = protocol === 'tcp' ? null : ruleTraffic(policy, index, callers)
  if (!taken || taken.requestsPerSecond <= 0) return []
  if (!taken.isExact && policy.rules[index]?.match !== undefined) return []
  const points = now - before
  const share = (rps: number): number => (rps * Math.abs(points)) / 100
  const services = sumByService(taken.callers)
  const whose = services.length === 1 ? `${services[0]?.[0]}’s calls` : 'the calls'
  const most = taken.isExact ? 'about' : 'at most'
  const each = services.length > 1 ? `: ${services.map(([service, rps]) => `${formatRate(share(rps))} from ${service}`).join(', ')}` : ''
  return [
    `${Math.abs(points)} % ${points > 0 ? 'more' : 'fewer'} of ${whose} to ${policy.service} will go to ${version}, ${most} ${formatRate(share(taken.requestsPerSecond), 'requests per second')}${each}.`,
  ]
}

/** The busiest first; those that send nothing are left out. */
function sumByService(callers: readonly CallerTraffic[]): [service: string, requestsPerSecond: number][] {
  const sums = new Map<string, number>()
  for (const { service, requestsPerSecond } of callers)
    if (requestsPerSecond > 0) sums.set(service, (sums.get(service) ?? 0) + requestsPerSecond)
  return [...sums].sort((a, b) => b[1] - a[1])
}
