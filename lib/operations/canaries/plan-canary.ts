import type { ForecastCanaryInput } from '@/lib/api/contracts/canaries'
import { findStartProblems } from '@/lib/canary/check-start'
import { presets } from '@/lib/canary/presets'
import { AppError } from '@/lib/errors'
import { faultSentence } from '@/lib/faults/fault-sentence'
import type { CanaryParameters } from '@/lib/mesh/canary'
import { isFaultActive } from '@/lib/mesh/fault'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { StoredPolicy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { unsplitRules } from '@/lib/routing/canary-weights'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { findService } from '../policies/find-service'
import { readDesired } from '../policies/read-desired'

export type CanaryStart = {
  spec: ServiceSpec
  version: string
  baseline: string
  parameters: CanaryParameters
  stored: StoredPolicy
  /** Why it is refused, in words. */
  problems: string[]
  warnings: string[]
  /** The red button, or another canary of the service: nothing overrides those. */
  blocker: string | null
  /** A fault that holds the route; a reason overrides it. */
  holder: string | null
  consumers: string[]
}
type Reads = Pick<SteerTx, 'mesh' | 'policies' | 'faults' | 'canaries'>

/** Completes what was asked from the preset and the policy, and finds everything that stands against it. It writes nothing. */
export async function planCanary(ctx: Ctx, reads: Reads, input: ForecastCanaryInput, proxies: readonly MeshProxy[]): Promise<CanaryStart> {
  const { spec, mesh } = await findService(reads, input.service)
  const stored = await reads.policies.get(input.service)
  if (!stored) throw new AppError('not_found', `${input.service} has no policy yet`)
  const desired = await readDesired(reads, proxies)
  const baseline = input.baseline ?? findBaseline(stored, spec, input.version)
  const consumers = ctx.driver.consumers(desired, input.service, proxies).map(({ id }) => id)
  const connected = new Set(proxies.filter((proxy) => proxy.connected).map(({ id }) => id))
  const capabilities = ctx.driver.capabilities(mesh, input.service, proxies)
  const refusalOf = (feature: string): string | null => {
    const found = capabilities.find((each) => each.feature === feature)
    return found?.supported ? null : (found?.reason ?? `this control plane has no ${feature}`)
  }
  const unleasable = refusalOf('leasedWeights')
  const parameters = toParameters(input, unleasable !== null && spec.protocol === 'tcp' ? 'keep' : 'revert')
  const problems = findStartProblems({
    spec,
    version: input.version,
    baseline,
    parameters,
    policy: stored.policy,
    unleasable,
    refusalOf,
    hookOrigins: ctx.hookOrigins ?? [],
    connectedCallers: consumers.filter((id) => connected.has(id)).length,
    instancesOf: (version) => countInstances(spec, version, proxies),
  })
  const away = consumers.filter((id) => !connected.has(id))
  const weight = stored.policy.rules.at(-1)?.backends.find((backend) => backend.version === input.version)?.weight ?? 0
  return {
    spec,
    version: input.version,
    baseline,
    parameters,
    stored,
    problems,
    warnings: [
      ...(unleasable === null || parameters.onLeaseLost === 'revert'
        ? []
        : [`${unleasable}: without Outrider a step stays where it is, until it is back`]),
      ...(away.length > 0 ? [`not connected now, and a step is in force only when every caller has it: ${away.join(', ')}`] : []),
      ...(weight > 0 ? [`${input.version} has ${weight} % now and begins at 0 %; a roll-back leaves it there`] : []),
      ...unsplitRules(stored.policy, { version: input.version, baseline }).map(
        ({ name }) =>
          `rule ${name} sends requests to one of both versions, which are not split but counted with the rest: nothing is judged, and each step waits for a person; let it name both versions, or neither`,
      ),
      ...(ctx.driver.unsplitRoutes?.(desired, input.service, proxies) ?? []).flatMap(({ proxyId, place, version }) =>
        version === null || [input.version, baseline].includes(version)
          ? [
              `${place} of ${proxyId} sends requests to one of both versions, which no weight splits but which are counted with the rest: nothing is judged, and each step waits for a person`,
            ]
          : [],
      ),
    ],
    ...(await findHolders(reads, input.service, spec)),
    consumers,
  }
}

function toParameters(
  { preset, onWorse, parameters = {} }: ForecastCanaryInput,
  onLeaseLost: CanaryParameters['onLeaseLost'],
): CanaryParameters {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined))
  return { ...presets[preset], onLeaseLost, ...given, ...(onWorse && { onWorse }) }
}

/** The version with the most weight beside the canary's; where none has any, the first other one. */
function findBaseline({ policy }: StoredPolicy, spec: ServiceSpec, version: string): string {
  const others = (policy.rules.at(-1)?.backends ?? []).filter((backend) => backend.version !== version)
  const heaviest = others.reduce<(typeof others)[number] | null>((best, each) => (best && best.weight >= each.weight ? best : each), null)
  return heaviest?.version ?? spec.versions.find(({ name }) => name !== version)?.name ?? version
}

const countInstances = (spec: ServiceSpec, version: string, proxies: readonly MeshProxy[]): number =>
  (spec.versions.find(({ name }) => name === version)?.endpoints?.length ?? 0) +
  proxies.filter((proxy) => proxy.service === spec.name && proxy.version === version && proxy.inbound && !proxy.isStatic && proxy.connected)
    .length

async function findHolders(reads: Reads, service: string, spec: ServiceSpec): Promise<Pick<CanaryStart, 'blocker' | 'holder'>> {
  const [lock, canaries, faults] = await Promise.all([
    reads.faults.lock(),
    reads.canaries.list({ active: true, service, limit: 10 }),
    reads.faults.list({ active: true, limit: 1000 }),
  ])
  const other = canaries[0]?.record.state.plan
  const fault = faults.filter(isFaultActive).find((each) => each.service === service || spec.calls?.includes(each.service))
  const blocker = lock?.locked
    ? `new experiments are locked by the red button of ${lock.actor}: ${lock.reason}; release it first`
    : other
      ? `canary ${other.id} of ${other.actor} (${other.version}) holds ${service}: abort it first, or wait for its end`
      : null
  return { blocker, holder: fault ? `fault ${fault.id} of ${fault.actor} on ${fault.service} (${faultSentence(fault)})` : null }
}
