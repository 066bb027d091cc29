import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Explanation } from '@/lib/mesh/explanation'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import { canaryRules, effectivePolicy } from '@/lib/routing/canary-weights'
import { type ExplainQuestion, explainRequest } from '@/lib/routing/explain/explain-request'
import type { Ctx } from '../ctx'
import { readDesired } from '../policies/read-desired'
import { readFleet } from '../proxies/read-fleet'

const seenMs = 5 * 60_000

/** Explains by what is stored: the desired state, as the proxies run it once they are in sync. Whom a service calls is declared, or what was seen over 5 minutes. */
export async function explain(ctx: Ctx, question: ExplainQuestion): Promise<Explanation> {
  const proxies = await readFleet(ctx)
  const { mesh, policies, faults, instances, canaries = [] } = await readDesired(ctx.store.steer, proxies)
  const endpoints = new Map<string, number>()
  const add = (service: ServiceName, version: string, count: number): void => {
    const key = `${service}|${version}`
    endpoints.set(key, (endpoints.get(key) ?? 0) + count)
  }
  for (const spec of mesh.services) for (const version of spec.versions) add(spec.name, version.name, version.endpoints?.length ?? 0)
  for (const instance of instances) add(instance.service, instance.version, 1)
  return explainRequest(
    {
      mesh,
      policies: policies.map(({ policy }) => withCanary(policy, canaries)),
      faults,
      instancesOf: (service, version) => endpoints.get(`${service}|${version}`) ?? 0,
      leasedOf: (service, rule) => leasedShares(policies.find(({ policy }) => policy.service === service)?.policy, canaries, rule),
      observedCallees: seenCallees(ctx),
    },
    question,
  )
}

type Canaries = readonly CanaryOverlay[]

/** The policy with the split that a running canary asks of the proxies now. */
function withCanary(policy: Policy, canaries: Canaries): Policy {
  const overlay = canaries.find(({ service }) => service === policy.service)
  return overlay ? effectivePolicy(policy, overlay) : policy
}

/** Percent by version where a canary moves this rule; null where none does. */
function leasedShares(policy: Policy | undefined, canaries: Canaries, rule: string): Map<string, number> | null {
  const overlay = canaries.find(({ service }) => service === policy?.service)
  if (!policy || !overlay || !canaryRules(policy, overlay).some(({ name }) => name === rule)) return null
  const backends = effectivePolicy(policy, overlay).rules.find(({ name }) => name === rule)?.backends ?? []
  const sum = backends.reduce((all, { weight }) => all + weight, 0)
  return new Map(backends.map(({ version, weight }) => [version, sum > 0 ? (weight * 100) / sum : 0]))
}

function seenCallees(ctx: Ctx): (service: ServiceName) => readonly ServiceName[] | null {
  let seen: Map<ServiceName, Set<ServiceName>> | null = null
  return (service) => {
    seen ??= readCallees(ctx)
    const callees = seen.get(service)
    return callees ? [...callees].sort() : null
  }
}

function readCallees(ctx: Ctx): Map<ServiceName, Set<ServiceName>> {
  const now = ctx.now()
  const callees = new Map<ServiceName, Set<ServiceName>>()
  for (const { key, counts } of ctx.store.series.totals(now - seenMs, now)) {
    if (key.side !== 'client' || key.level !== 'edge' || key.mirror || counts.requests + counts.connections === 0) continue
    callees.set(key.source.service, (callees.get(key.source.service) ?? new Set()).add(key.target.service))
  }
  return callees
}
