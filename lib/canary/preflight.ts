import type { CanaryPlan } from './canary-state'
import type { CanaryObservation } from './observation'
import { findParameterProblems } from './parameters'

/**
 * Everything that forbids this canary to start now, in words; empty when it may. Error ratios are what the canary is there to judge and never block its start.
 * policyRevision: the revision that the plan was made on.
 */
export function findPreflightProblems(plan: CanaryPlan, policyRevision: number, observation: CanaryObservation): string[] {
  const problems = findParameterProblems(plan.parameters)
  if (plan.version === plan.baseline) problems.push('a canary needs two versions: this one would be compared with itself')
  if (!observation.canaryExists) problems.push(`${plan.service} has no version ${plan.version}`)
  if (!observation.baselineExists) problems.push(`${plan.service} has no version ${plan.baseline}`)
  if (observation.proxies.length === 0) problems.push(`no proxy that calls ${plan.service} is connected`)
  for (const { proxyId, canaryHealthy, baselineHealthy } of observation.proxies) {
    if (canaryHealthy <= 0) problems.push(`${proxyId} sees no healthy instance of ${plan.version}`)
    if (baselineHealthy <= 0) problems.push(`${proxyId} sees no healthy instance of ${plan.baseline}`)
  }
  if (observation.lock && plan.overrideLock === null) problems.push(`${observation.lock.holder} holds ${plan.service}`)
  if (observation.policy.revision !== policyRevision && !observation.policy.isOwn)
    problems.push(`the policy was edited since the plan was made: ${observation.policy.words}`)
  if (observation.drift !== null) problems.push(`proxies differ from what was asked: ${observation.drift}`)
  return problems
}
