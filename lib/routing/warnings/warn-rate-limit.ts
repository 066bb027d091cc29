import { formatRate } from '@/lib/mesh/format'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Bucket } from '@/lib/mesh/policy'
import { isCalledBy } from '../caller-name'
import { parseDurationMs } from '../parse-duration'
import { looksIntoRequests, ruleTraffic } from '../rule-traffic'
import type { Warn } from './warning-input'

/** A rate limit below what one calling proxy sends already. Each proxy has a bucket of its own; what a match into requests takes is not known. */
export const warnRateLimit: Warn = ({ before, after, callers, loads }) =>
  after.rules.flatMap((rule, index): PlanWarning[] => {
    const limit = rule.rateLimit
    const was = before.rules.find((other) => other.name === rule.name)
    if (!limit || JSON.stringify(was?.rateLimit) === JSON.stringify(limit) || looksIntoRequests(rule.match)) return []
    const taken = ruleTraffic(after, index, callers)
    if (!taken?.isExact) return []
    const buckets = taken.callers.map((caller) => limit.callers?.find((own) => isCalledBy(own.caller, caller)) ?? limit)
    const allowed = Math.max(0, ...buckets.map(perSecond))
    const byProxy = new Map<string, number>()
    for (const load of loads) byProxy.set(load.proxyId, (byProxy.get(load.proxyId) ?? 0) + load.requestsPerSecond)
    const [busiest] = [...byProxy].sort((a, b) => b[1] - a[1])
    if (!busiest || rule.match?.caller !== undefined || busiest[1] <= allowed) return []
    const message = `The rate limit of rule ${rule.name} lets ${formatRate(allowed)} of each calling proxy pass, but ${busiest[0]} sends ${formatRate(busiest[1])} now: the rest will get 429`
    return [{ rule: 'rate_limit_below_traffic', message, fix: `Allow more than ${formatRate(busiest[1])} at each proxy` }]
  })

const perSecond = ({ requests, per }: Bucket): number => {
  const ms = parseDurationMs(per)
  return ms === null || ms === 0 ? Number.POSITIVE_INFINITY : (requests * 1000) / ms
}
