import type { CanaryParameters } from '@/lib/mesh/canary'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { canaryRules, canaryShare } from '@/lib/routing/canary-weights'
import { findParameterProblems } from './parameters'

export type StartQuestion = {
  spec: ServiceSpec
  version: string
  baseline: string
  parameters: CanaryParameters
  policy: Policy
  /** Why this control plane cannot lease weights of the service; null when it can. Then a step can be kept, not given back. */
  unleasable: string | null
  /** Why its proxies cannot do what a step needs; null when they can. */
  refusalOf(feature: 'mirror' | 'match'): string | null
  /** What may be asked as a gate: origins of the configured webhooks. */
  hookOrigins: readonly string[]
  /** Proxies that call the service and are connected. */
  connectedCallers: number
  instancesOf(version: string): number
}

/** Everything that forbids this start and can be seen without asking a proxy, in words; empty when it may. Error ratios never do: a canary is there to judge them. */
export function findStartProblems(question: StartQuestion): string[] {
  const { spec, version, baseline, parameters, policy, unleasable } = question
  const names = spec.versions.map(({ name }) => name)
  const known = `its versions are ${names.join(', ')}`
  if (unleasable !== null && parameters.onLeaseLost === 'revert')
    return [`a canary of ${spec.name} could not end by itself: ${unleasable}; with onLeaseLost "keep" it may stay where it is`]
  const problems: string[] = []
  if (names.length < 2) problems.push(`${spec.name} has one version only: a canary compares two; declare the other in the mesh document`)
  for (const name of new Set([version, baseline])) if (!names.includes(name)) problems.push(`${spec.name} has no version ${name}; ${known}`)
  if (version === baseline) problems.push(`version and baseline are both ${version}: it would be compared with itself`)
  problems.push(...findParameterProblems(parameters))
  problems.push(...findUnweightedProblems(question), ...findGateProblems(question))
  if (problems.length > 0) return problems
  const share = canaryShare(policy, { version, baseline })
  const weight = policy.rules.at(-1)?.backends.find((backend) => backend.version === version)?.weight ?? 0
  if (share > 0 && weight === share)
    problems.push(`${version} has all of the traffic already, which would go back to ${baseline} at first: there is nothing to move to it`)
  if (share === 0) problems.push(`the default rule sends no request to ${version} or ${baseline}: there is nothing to move`)
  if (question.connectedCallers === 0)
    problems.push(`no proxy that calls ${spec.name} is connected: nobody could be asked to move a request`)
  for (const name of [version, baseline])
    if (question.instancesOf(name) === 0) problems.push(`${name} has no instance: start one that registers itself, or list its endpoints`)
  return problems
}

/** What stands against steps that mirror or send a cohort; a mirror needs the one place that a rule has for it. */
function findUnweightedProblems({ spec, version, baseline, parameters, policy, refusalOf }: StartQuestion): string[] {
  const kinds = new Set(parameters.steps.map(({ kind }) => kind))
  if (!kinds.has('mirror') && !kinds.has('cohort')) return []
  if (spec.protocol === 'tcp') return [`${spec.name} is tcp: it has no requests to copy or to tell by a header; use steps with a weight`]
  const refused = [kinds.has('mirror') ? refusalOf('mirror') : null, kinds.has('cohort') ? refusalOf('match') : null]
  const reasons = refused.filter((reason) => reason !== null).map((reason) => `its proxies cannot take this step: ${reason}`)
  if (reasons.length > 0 || !kinds.has('mirror')) return reasons
  return canaryRules(policy, { version, baseline })
    .filter((rule) => rule.mirror)
    .map(
      (rule) =>
        `rule ${rule.name} mirrors already, to ${rule.mirror?.version ?? ''}: take that out of the policy first, or leave the mirror step out`,
    )
}

/** A gate is called by Outrider itself, so only where the configuration lets it call. */
const findGateProblems = ({ parameters, hookOrigins }: StartQuestion): string[] =>
  parameters.steps.flatMap((step) => {
    if (step.kind !== 'weight' || !step.gate) return []
    const { url } = step.gate
    const isKnown = hookOrigins.some((origin) => url === origin || ['/', '?'].some((end) => url.startsWith(origin + end)))
    return isKnown ? [] : [`${url.replace(/[?#].*$/, '')} cannot be a gate: its host is not among the webhooks of the configuration`]
  })
