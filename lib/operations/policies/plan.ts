import type { PlanPolicyInput } from '@/lib/api/contracts/policies'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { Plan } from '@/lib/mesh/plan'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { planNotes } from '@/lib/routing/plan-notes'
import { planSentences } from '@/lib/routing/plan-sentences'
import { planWarnings } from '@/lib/routing/plan-warnings'
import { touchedRate } from '@/lib/routing/touched-rate'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { checkEdit } from './check-edit'
import { measureTraffic } from './measure-traffic'
import { readDesired } from './read-desired'
import { refuseUnsupported } from './refuse-unsupported'
import { toWarningInput } from './to-warning-input'

/** What an edit would do, by the same checks as `applyPolicy`. It writes nothing. */
export async function planPolicy(ctx: Ctx, input: PlanPolicyInput): Promise<Plan> {
  const { steer } = ctx.store
  const proxies = await readFleet(ctx)
  const { policy: former, spec, mesh } = await checkEdit(steer, input)
  refuseUnsupported(ctx, { before: former, after: input.policy, mesh, proxies })
  const before = await readDesired(steer, proxies)
  const after: Desired = {
    ...before,
    policies: before.policies.map((other) =>
      other.policy.service === input.service ? { policy: input.policy, revision: other.revision + 1 } : other,
    ),
  }
  const traffic = measureTraffic(ctx, { service: input.service, desired: before, proxies })
  const cannot = ctx.driver.cannotTake?.(after, input.service, proxies) ?? []
  const isAsked = ({ id }: { id: string }): boolean => !cannot.some(({ proxyId }) => proxyId === id)
  const consumers = ctx.driver.consumers(after, input.service, proxies).filter(isAsked)
  const byId = new Map(proxies.map((proxy) => [proxy.id, proxy]))
  const connected = consumers.filter((consumer) => byId.get(consumer.id)?.connected)
  const kept = ctx.driver.capabilities(mesh, input.service, proxies).find(({ feature }) => feature === 'keptWeights')
  const unkeptWeights = kept?.supported === false ? (kept.reason ?? null) : null
  const isMeasured = traffic.callers !== null || spec.protocol === 'tcp'
  return {
    service: input.service,
    baseRevision: input.baseRevision,
    before: former,
    after: input.policy,
    sentences: planSentences(former, input.policy, { protocol: spec.protocol, callers: traffic.callers }),
    diff: diffPolicy(former, input.policy),
    resources: ctx.driver.compare(before, after, proxies),
    proxies: consumers.map(({ id, why }) => ({ id, service: byId.get(id)?.service ?? '', why })),
    requestsPerSecond: touchedRate(former, input.policy, traffic.callers),
    warnings: planWarnings(
      toWarningInput({ former, policy: input.policy, spec, desired: before, traffic, consumers: connected.length, cannot, unkeptWeights }),
    ),
    notes: planNotes(former, input.policy, isMeasured),
    at: ctx.now(),
  }
}
