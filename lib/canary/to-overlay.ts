import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { CanaryRecord } from './canary-record'
import { weightOf } from './canary-state'

/**
 * What a canary makes of the weights now; null before it has begun and once its values are out of the proxies. When it has ended the routes are the policy's
 * again, and its values stand until those are loaded, so that nothing moves in between.
 */
export function toOverlay({ state, holdsLease }: CanaryRecord): CanaryOverlay | null {
  const { plan, phase, traffic, startedAt } = state
  if (!holdsLease || startedAt === null) return null
  const mode = phase.name === 'ended' ? 'policy' : plan.parameters.onLeaseLost === 'keep' ? 'route' : 'lease'
  return { id: plan.id, service: plan.service, version: plan.version, baseline: plan.baseline, weightPercent: weightOf(traffic), mode }
}
