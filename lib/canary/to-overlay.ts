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
  const unweighted = traffic.kind === 'weight' ? undefined : traffic
  const isKept = plan.parameters.onLeaseLost === 'keep' && !unweighted
  const mode = phase.name === 'ended' ? 'policy' : isKept ? 'route' : 'lease'
  const { id, service, version, baseline } = plan
  return { id, service, version, baseline, weightPercent: weightOf(traffic), ...(unweighted && { unweighted }), mode }
}
