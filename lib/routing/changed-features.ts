import type { DestinationSettings, Policy, Rule } from '@/lib/mesh/policy'

const ruleParts = [
  'match',
  'mirror',
  'timeout',
  'retry',
  'stickiness',
  'rateLimit',
  'requestHeaders',
  'responseHeaders',
  'rewrite',
  'redirect',
  'directResponse',
  'idleTimeout',
] as const satisfies readonly (keyof Rule)[]

/**
 * Which features two policies of a service differ in, by their names in a driver's capabilities (`weights`, `timeout`, `circuitBreaker`…); `match` also where
 * one has more rules. Rule names do not matter.
 */
export function changedFeatures(before: Policy, after: Policy): string[] {
  const changed = new Set<string>()
  if (before.rules.length !== after.rules.length) changed.add('match')
  for (const [index, rule] of after.rules.entries()) {
    const other = before.rules[index]
    for (const part of ruleParts) if (!isSame(rule[part], other?.[part])) changed.add(part)
    if (!isSame(rule.backends, other?.backends)) changed.add('weights')
  }
  const [old, fresh] = [before.destination ?? {}, after.destination ?? {}]
  // Every key of both stands in the type of one of them.
  const keys = new Set([...Object.keys(old), ...Object.keys(fresh)] as (keyof DestinationSettings)[])
  for (const key of keys) if (!isSame(old[key], fresh[key])) changed.add(key)
  return [...changed]
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
