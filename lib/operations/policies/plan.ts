import type { PlanPolicyInput } from '@/lib/api/contracts/policies'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { Plan } from '@/lib/mesh/plan'
import { defaultRule } from '@/lib/routing/default-rule'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { parseDurationMs } from '@/lib/routing/parse-duration'
import { planSentences } from '@/lib/routing/plan-sentences'
import { planWarnings, type WarningInput } from '@/lib/routing/plan-warnings'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { checkEdit } from './check-edit'
import { measureTraffic } from './measure-traffic'
import { readDesired } from './read-desired'

/** What an edit would do, by the same checks as `applyPolicy`. It writes nothing. */
export async function planPolicy(ctx: Ctx, input: PlanPolicyInput): Promise<Plan> {
  const { steer } = ctx.store
  const proxies = await readFleet(ctx)
  const stored = await checkEdit(steer, input)
  const before = await readDesired(steer, proxies)
  const after: Desired = {
    ...before,
    policies: before.policies.map((other) =>
      other.policy.service === input.service ? { policy: input.policy, revision: other.revision + 1 } : other,
    ),
  }
  const spec = before.mesh.services.find((service) => service.name === input.service)
  const traffic = measureTraffic(ctx, { service: input.service, desired: before, proxies })
  const consumers = ctx.driver.consumers(after, input.service, proxies)
  const services = new Map(proxies.map((proxy) => [proxy.id, proxy]))
  const connected = consumers.filter((consumer) => services.get(consumer.id)?.connected)
  return {
    service: input.service,
    baseRevision: input.baseRevision,
    before: stored.policy,
    after: input.policy,
    sentences: planSentences(stored.policy, input.policy, {
      protocol: spec?.protocol ?? 'http',
      requestsPerSecond: traffic.requestsPerSecond,
    }),
    diff: diffPolicy(stored.policy, input.policy),
    resources: ctx.driver.compare(before, after, proxies),
    proxies: consumers.map(({ id, why }) => ({ id, service: services.get(id)?.service ?? '', why })),
    requestsPerSecond: traffic.requestsPerSecond,
    warnings: planWarnings({
      before: stored.policy,
      after: input.policy,
      versions: traffic.versions,
      consumers: connected.length,
      faults: before.faults.filter((fault) => fault.service === input.service),
      canaries: [],
      callerTimeouts: callerTimeouts(
        before,
        consumers.map(({ id }) => services.get(id)?.service ?? ''),
      ),
    }),
    at: ctx.now(),
  }
}

/** Only what a caller's own policy says: where it says nothing, nobody knows how long its callers wait. */
function callerTimeouts(desired: Desired, callers: readonly string[]): WarningInput['callerTimeouts'] {
  const names = new Set(callers)
  return desired.policies.flatMap(({ policy }) => {
    const timeout = defaultRule(policy)?.timeout
    const timeoutMs = timeout === undefined || !names.has(policy.service) ? null : parseDurationMs(timeout)
    return timeoutMs === null || timeoutMs === 0 ? [] : [{ caller: policy.service, timeoutMs }]
  })
}
