import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Backend, Policy, Rule } from '@/lib/mesh/policy'

/** The weights of one rule; they need not sum to 100: their shares count. */
export type RuleWeights = { rule: string; backends: Backend[]; mirrorPercent?: number | undefined }
type Pair = Pick<CanaryOverlay, 'version' | 'baseline'>

/**
 * The rules whose split a canary moves: the default rule, and every other that names both versions. The rest, say one that sends testers to a single version,
 * is left alone.
 */
export const canaryRules = (policy: Policy, pair: Pair): Rule[] =>
  policy.rules.filter((rule, index) => shareOf(rule, pair) > 0 && (index === policy.rules.length - 1 || namesBoth(rule, pair)))

/** The rules that the canary leaves alone although they send requests to one of its versions: whoever counts by version counts those with its own. */
export const unsplitRules = (policy: Policy, pair: Pair): Rule[] => {
  const moved = new Set(canaryRules(policy, pair))
  return policy.rules.filter((rule) => shareOf(rule, pair) > 0 && !moved.has(rule))
}

/** What the default rule gives to both versions together, 0..100; 0: a canary of them has nothing to move. */
export const canaryShare = (policy: Policy, pair: Pair): number => {
  const last = policy.rules.at(-1)
  return last ? shareOf(last, pair) : 0
}

/** The policy as the proxies' routes hold it while the canary runs: its version at 0 where the step is leased, the step itself where it is kept. */
export function overlayPolicy(policy: Policy, overlay: CanaryOverlay): Policy {
  if (overlay.mode === 'policy') return policy
  return addUnweighted(split(policy, overlay, overlay.mode === 'lease' ? 0 : overlay.weightPercent), policy, overlay, 0)
}

/** What the leased layer holds beside the routes; empty where the step stands in the route. */
export function leasedWeights(policy: Policy, overlay: CanaryOverlay): RuleWeights[] {
  if (overlay.mode === 'route') return []
  const names = new Set(canaryRules(policy, overlay).map((rule) => rule.name))
  const mirrorPercent = overlay.unweighted?.kind === 'mirror' ? overlay.unweighted.percent : undefined
  return effectivePolicy(policy, overlay)
    .rules.filter(({ name }) => names.has(cohortRuleOf(name) ?? name))
    .map(({ name, backends }) => ({ rule: name, backends, ...(mirrorPercent !== undefined && { mirrorPercent }) }))
}

/** The policy with the split that is asked of the proxies now, for whoever shows it. */
export const effectivePolicy = (policy: Policy, overlay: CanaryOverlay): Policy =>
  addUnweighted(split(policy, overlay, overlay.weightPercent), policy, overlay, 100)

const cohortMark = '~cohort'
/** The rule whose requests with the cohort's header this one takes; null for any other rule. No person's rule has a name like it. */
export const cohortRuleOf = (name: string): string | null => (name.endsWith(cohortMark) ? name.slice(0, -cohortMark.length) : null)

/**
 * The rules with what a step beside the weights adds: a mirror at 0 % in the route, which the layer opens; or, before each rule, a copy for requests with the
 * cohort's header, which splits as the rule does until the layer moves it. percent: how much of it stands in the rules themselves, 0 or 100.
 */
function addUnweighted(routed: Policy, policy: Policy, overlay: CanaryOverlay, percent: 0 | 100): Policy {
  const { unweighted: step, version } = overlay
  if (!step || overlay.mode !== 'lease') return routed
  const moved = new Set(canaryRules(policy, overlay).map(({ name }) => name))
  const rules = routed.rules.flatMap((rule): Rule[] => {
    if (!moved.has(rule.name)) return [rule]
    if (step.kind === 'mirror') return [{ ...rule, mirror: { version, percent: (step.percent * percent) / 100 } }]
    const headers = [...(rule.match?.headers ?? []), { name: step.header, exact: step.value }]
    const backends = splitRule(rule, overlay, percent)
    return [{ ...rule, name: `${rule.name}${cohortMark}`, match: { ...rule.match, headers }, backends }, rule]
  })
  return { ...routed, rules }
}

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
