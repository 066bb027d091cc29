import type { PolicyWire } from '@/lib/api/policies-queries'

export type Weights = Record<string, number>

/** The weights of the default rule, with 0 for the versions it does not name; in the order of `versions`, then as the rule has them. */
export function weightsOf(policy: PolicyWire, versions: readonly string[]): Weights {
  const weights: Weights = {}
  for (const version of versions) weights[version] = 0
  for (const backend of policy.rules.at(-1)?.backends ?? []) weights[backend.version] = backend.weight
  return weights
}

/** The policy with these weights in its default rule. A version of weight 0 stays named only where the rule named it before, or all are. */
export function withWeights(policy: PolicyWire, weights: Weights): PolicyWire {
  const last = policy.rules.length - 1
  const named = new Set(policy.rules[last]?.backends.map((backend) => backend.version))
  const backends = Object.entries(weights)
    .filter(([version, weight]) => weight > 0 || named.has(version))
    .map(([version, weight]) => ({ version, weight }))
  return { ...policy, rules: policy.rules.map((rule, index) => (index === last ? { ...rule, backends } : rule)) }
}

/** The version a shift is about: the last one whose weight differs, else the last one. */
export function shiftedVersion(before: Weights, after: Weights): string | null {
  const versions = Object.keys(after)
  return versions.findLast((version) => (before[version] ?? 0) !== after[version]) ?? versions.at(-1) ?? null
}

/** `v2 10 → 25 %`. */
export function shiftWords(before: Weights, after: Weights): string {
  const version = shiftedVersion(before, after)
  return version === null ? 'no version' : `${version} ${before[version] ?? 0} → ${after[version] ?? 0} %`
}

/** The reason a shift by click gives itself: `shift shop/reviews v2 10 → 25 %, by click`. */
export const clickReason = (service: string, before: Weights, after: Weights): string =>
  `shift ${service} ${shiftWords(before, after)}, by click`
