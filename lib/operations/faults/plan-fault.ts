import type { Desired, Refusal } from '@/lib/control-plane/control-plane'
import { checkFault, type FaultProblem } from '@/lib/faults/check-fault'
import { checkGuardRails } from '@/lib/faults/check-guard-rails'
import { checkReach, reachWarnings } from '@/lib/faults/check-reach'
import { findSplitBucket, splitBucketText } from '@/lib/faults/find-split-bucket'
import { forecastFault, touchedShare } from '@/lib/faults/forecast-fault'
import type { FaultSpec, GuardEvidence } from '@/lib/mesh/fault'
import type { FaultForecast } from '@/lib/mesh/fault-forecast'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { measureTraffic } from '../policies/measure-traffic'
import { readDesired } from '../policies/read-desired'
import { measureGuards } from './measure-guards'
import { measureMesh } from './measure-mesh'

export type FaultPlan = {
  desired: Desired
  problems: FaultProblem[]
  forecast: FaultForecast
  consumers: string[]
  refusals: Refusal[]
  /** Why it would not end by itself everywhere; null where it does. */
  unleased: string | null
  guardEvidence: GuardEvidence[]
}
type Reads = Pick<SteerTx, 'mesh' | 'policies' | 'faults' | 'canaries' | 'settings'>

/** Everything a start needs to know and everything that speaks against it, the same for the start and for its forecast. It writes nothing. */
export async function planFault(ctx: Ctx, reads: Reads, spec: FaultSpec, proxies: readonly MeshProxy[]): Promise<FaultPlan> {
  const desired = await readDesired(reads, proxies)
  const { settings } = await reads.settings.get()
  const services = new Map(proxies.map((proxy) => [proxy.id, proxy.service]))
  const consumers = ctx.driver
    .consumers(desired, spec.service, proxies, { ...spec, withoutLease: true })
    .map((consumer) => consumer.id)
    .filter((id) => spec.caller === undefined || services.get(id) === spec.caller)
  const refusals = ctx.driver.refusals?.(desired, spec, proxies) ?? []
  const unleased = findUnleased(ctx, desired, spec, proxies, consumers)
  const { callers } = measureTraffic(ctx, { ...spec, desired, proxies })
  const guardEvidence = measureGuards(ctx, spec.guards ?? [])
  const mesh = measureMesh(ctx)
  const forecast = forecastFault({
    spec,
    callers,
    meshRequestsPerSecond: mesh.requestsPerSecond,
    policyOf: (service) => desired.policies.find(({ policy }) => policy.service === service)?.policy,
    guards: (spec.guards ?? []).map((guard, index) => ({
      base: guardEvidence[index] ?? { before: null, phi: 2 },
      requestsPerSecond: mesh.rateOf(guard),
    })),
    proxies: consumers.length,
  })
  const touched = (other: FaultSpec): number | null => {
    const rate = measureTraffic(ctx, { ...other, desired, proxies }).requestsPerSecond
    return rate === null ? null : rate * touchedShare(other)
  }
  const traffic = {
    affected: forecast.requestsPerSecond === null ? null : forecast.requestsPerSecond * touchedShare(spec),
    affectedByOthers:
      settings.faults.budgetPercent === null ? 0 : desired.faults.reduce<number | null>((sum, other) => addKnown(sum, touched(other)), 0),
    mesh: mesh.requestsPerSecond,
  }
  const problems = [
    ...checkFault(spec, desired.mesh, desired.faults, await reads.faults.lock()),
    ...checkBuckets(spec, desired),
    ...checkGuardRails(spec, settings.faults, traffic, ctx.now()),
    ...checkReach({ spec, consumers: consumers.length, refusals, unleased }),
  ]
  const warnings = [...forecast.warnings, ...reachWarnings(refusals, unleased)]
  return { desired, problems, forecast: { ...forecast, warnings }, consumers, refusals, unleased, guardEvidence }
}

/** The driver's reason, where some proxy that would inject it has no clock of its own to end it by. */
function findUnleased(
  ctx: Ctx,
  desired: Desired,
  { service }: FaultSpec,
  proxies: readonly MeshProxy[],
  consumers: readonly string[],
): string | null {
  const injecting = proxies.filter(({ id }) => consumers.includes(id))
  const lease = ctx.driver.capabilities(desired.mesh, service, injecting).find(({ feature }) => feature === 'lease.faults')
  return injecting.length > 0 && lease && !lease.supported ? (lease.reason ?? 'it does not end by itself') : null
}

const addKnown = (sum: number | null, value: number | null): number | null => (sum === null || value === null ? null : sum + value)

function checkBuckets(spec: FaultSpec, { policies, faults }: Desired): FaultProblem[] {
  const policy = policies.find((stored) => stored.policy.service === spec.service)?.policy
  for (const fault of policy ? faults : []) {
    const split = policy && findSplitBucket<FaultSpec>(policy, [spec, fault])
    const fix = 'stop that fault first, or give both the same match'
    if (split) return [{ kind: 'rejected', path: 'match', message: splitBucketText(split.rule, fault), fix }]
  }
  return []
}
