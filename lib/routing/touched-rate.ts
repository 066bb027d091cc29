import type { Policy, Rule } from '@/lib/mesh/policy'
import { type CallerTraffic, ruleTraffic } from './rule-traffic'

/**
 * Requests per second that an edit touches: those of the callers whose rules it changes, adds or removes; all where it changes the rules' order or a
 * setting of the destination. null without a measurement; 0 where nothing changes. Where a changed rule looks into requests it is the most that can be.
 */
export function touchedRate(before: Policy, after: Policy, callers: readonly CallerTraffic[] | null): number | null {
  if (callers === null) return null
  if (!isSame(before.destination, after.destination) || isReordered(before.rules, after.rules)) return sum(callers)
  return sum(new Set([...touchedBy(before, after.rules, callers), ...touchedBy(after, before.rules, callers)]))
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const sum = (some: Iterable<CallerTraffic>): number => [...some].reduce((all, caller) => all + caller.requestsPerSecond, 0)

function touchedBy(policy: Policy, others: readonly Rule[], callers: readonly CallerTraffic[]): CallerTraffic[] {
  const known = new Set(others.map((rule) => JSON.stringify(rule)))
  return policy.rules.flatMap((rule, index) =>
    known.has(JSON.stringify(rule)) ? [] : (ruleTraffic(policy, index, callers)?.callers ?? []),
  )
}

function isReordered(before: readonly Rule[], after: readonly Rule[]): boolean {
  const kept = (rules: readonly Rule[], others: readonly Rule[]): string[] => {
    const names = new Set(others.map((rule) => rule.name))
    return rules.map((rule) => rule.name).filter((name) => names.has(name))
  }
  return !isSame(kept(before, after), kept(after, before))
}
