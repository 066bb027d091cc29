import type { Backend, Policy } from '@/lib/mesh/policy'

/**
 * The policy with `percent` of its default rule on `version`; the others share the rest in their present proportion.
 * percent is rounded to whole per cent within 0..100. The weights sum to 100: largest remainders round up, the earlier version wins a tie.
 * Others that all had 0: the rest goes to the first of them. With no other version the weight stays 100. A version that the rule lacked is appended.
 */
export function shiftPolicy(policy: Policy, version: string, percent: number): Policy {
  const rules = policy.rules.map((rule, index) =>
    index === policy.rules.length - 1 ? { ...rule, backends: shiftBackends(rule.backends, version, percent) } : rule,
  )
  return { ...policy, rules }
}

/** The same for the backends of one rule. */
export function shiftBackends(backends: readonly Backend[], version: string, percent: number): Backend[] {
  const listed = backends.some((backend) => backend.version === version) ? backends : [...backends, { version, weight: 0 }]
  const others = listed.filter((backend) => backend.version !== version)
  const wanted = others.length === 0 ? 100 : Math.min(100, Math.max(0, Math.round(percent)))
  const shares = scale(
    others.map((backend) => backend.weight),
    100 - wanted,
  )
  const weightOf = new Map(others.map((backend, index) => [backend.version, shares[index] ?? 0]))
  return listed.map((backend) => ({
    version: backend.version,
    weight: backend.version === version ? wanted : (weightOf.get(backend.version) ?? 0),
  }))
}

function scale(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum <= 0) return weights.map((_, index) => (index === 0 ? total : 0))
  const exact = weights.map((weight) => (weight * total) / sum)
  const whole = exact.map(Math.floor)
  let missing = total - whole.reduce((all, weight) => all + weight, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRemainder) {
    if (missing <= 0) break
    whole[index] = (whole[index] ?? 0) + 1
    missing -= 1
  }
  return whole
}
