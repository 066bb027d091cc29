import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Backend, Policy, Rule } from '@/lib/mesh/policy'

/** The weights of one rule; they need not sum to 100: their shares count. */
export type RuleWeights = { rule: string; backends: Backend[] }
type Pair = Pick<CanaryOverlay, 'version' | 'baseline'>

/**
 * The rules whose split a canary moves: the default rule, and every other that names both versions. The rest, say one that sends testers to a single version,
 * is left alone.
 */
export const canaryRules = (policy: Policy, pair: Pair): Rule[] =>
  policy.rules.filter((rule, index) => shareOf(rule, pair) > 0 && (index === policy.rules.length - 1 || namesBoth(rule, pair)))

/** What the default rule gives to both versions together, 0..100; 0: a canary of them has nothing to move. */
export const canaryShare = (policy: Policy, pair: Pair): number => {
  const last = policy.rules.at(-1)
  return last ? shareOf(last, pair) : 0
}

/** The policy as the proxies' routes hold it while the canary runs: its version at 0 where the step is leased, the step itself where it is kept. */
export function overlayPolicy(policy: Policy, overlay: CanaryOverlay): Policy {
  if (overlay.mode === 'policy') return policy
  return split(policy, overlay, overlay.mode === 'lease' ? 0 : overlay.weightPercent)
}

/** What the leased layer holds beside the routes; empty where the step stands in the route. */
export function leasedWeights(policy: Policy, overlay: CanaryOverlay): RuleWeights[] {
  if (overlay.mode === 'route') return []
  const moved = split(policy, overlay, overlay.weightPercent)
  const names = new Set(canaryRules(policy, overlay).map((rule) => rule.name))
  return moved.rules.filter((rule) => names.has(rule.name)).map((rule) => ({ rule: rule.name, backends: rule.backends }))
}

/** The policy with the split that is asked of the proxies now, for whoever shows it. */
export const effectivePolicy = (policy: Policy, overlay: CanaryOverlay): Policy => split(policy, overlay, overlay.weightPercent)

/** The policy with 0 or 100 % of both versions' share on the canary's, the rest on the baseline; the same object where that is so already. */
export function settlePolicy(policy: Policy, pair: Pair, percent: 0 | 100): Policy {
  const next = split(policy, pair, percent)
  const isSame = policy.rules.every((rule, index) => sharesOf(rule) === sharesOf(next.rules[index] ?? rule))
  return isSame ? policy : next
}

function split(policy: Policy, pair: Pair, percent: number): Policy {
  const moved = new Set(canaryRules(policy, pair))
  return { ...policy, rules: policy.rules.map((rule) => (moved.has(rule) ? { ...rule, backends: splitRule(rule, pair, percent) } : rule)) }
}

/** Others keep their share. All weights are scaled by 100 where they would not be whole. */
function splitRule(rule: Rule, { version, baseline }: Pair, percent: number): Backend[] {
  const share = shareOf(rule, { version, baseline })
  const scale = (share * percent) % 100 === 0 ? 1 : 100
  const canary = (scale * share * percent) / 100
  const listed = [version, baseline].filter((name) => !rule.backends.some((backend) => backend.version === name))
  const backends = [...rule.backends, ...listed.map((name) => ({ version: name, weight: 0 }))]
  return backends.map((backend) => ({
    version: backend.version,
    weight: backend.version === version ? canary : backend.version === baseline ? scale * share - canary : scale * backend.weight,
  }))
}

const weightIn = (rule: Rule, version: string): number =>
  rule.backends.reduce((sum, backend) => (backend.version === version ? sum + backend.weight : sum), 0)
const shareOf = (rule: Rule, { version, baseline }: Pair): number => weightIn(rule, version) + weightIn(rule, baseline)
const namesBoth = (rule: Rule, { version, baseline }: Pair): boolean =>
  [version, baseline].every((name) => rule.backends.some((backend) => backend.version === name))

const sharesOf = (rule: Rule): string =>
  JSON.stringify(
    rule.backends
      .filter((backend) => backend.weight > 0)
      .map((backend) => [backend.version, backend.weight])
      .sort(),
  )
