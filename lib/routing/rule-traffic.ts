import type { ServiceName } from '@/lib/mesh/names'
import type { Policy, Rule, RuleMatch } from '@/lib/mesh/policy'
import { isCalledBy } from './caller-name'

/** What one version of one caller sends to the service, over the last minutes. version is null for gateways and where it is not known. */
export type CallerTraffic = { service: ServiceName; version: string | null; requestsPerSecond: number }

/**
 * What a rule takes of the measured traffic. `isExact` is false where a match looks into requests: no proxy counts how many carry a header or a path,
 * so the number is then the most it can be.
 */
export type RuleTraffic = { requestsPerSecond: number; callers: CallerTraffic[]; isExact: boolean }

/** In the policy's order: the first rule that matches takes a request. null without a measurement. O(rules × callers). */
export function ruleTraffic(policy: Policy, index: number, callers: readonly CallerTraffic[] | null): RuleTraffic | null {
  const rule = policy.rules[index]
  if (!rule || callers === null) return null
  const earlier = policy.rules.slice(0, index)
  let isExact = !looksIntoRequests(rule.match)
  const taken: CallerTraffic[] = []
  for (const caller of callers) {
    if (!isCalledBy(rule.match?.caller, caller)) continue
    const before = earlier.filter((other) => isCalledBy(other.match?.caller, caller))
    if (before.some((other) => !looksIntoRequests(other.match))) continue
    if (before.length > 0) isExact = false
    taken.push(caller)
  }
  return { requestsPerSecond: taken.reduce((sum, caller) => sum + caller.requestsPerSecond, 0), callers: taken, isExact }
}

/** True for a match that some requests of a caller may meet and others not. */
export function looksIntoRequests(match: RuleMatch | undefined): boolean {
  if (!match) return false
  const { caller: _caller, path, ...rest } = match
  const isEveryPath =
    path === undefined || (path.prefix === '/' && Object.entries(path).every(([key, value]) => key === 'prefix' || value === undefined))
  return !isEveryPath || Object.values(rest).some((part) => part !== undefined && !(Array.isArray(part) && part.length === 0))
}

/** The share of a rule's requests that goes to a version, 0..100; 0 where the rule does not name it. */
export const weightIn = (rule: Rule | undefined, version: string): number =>
  rule?.backends.find((backend) => backend.version === version)?.weight ?? 0
