import type { Consumer, ControlPlane, Desired, Refusal, UnsplitRoute } from '@/lib/control-plane/control-plane'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ResourceChange } from '@/lib/mesh/plan'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { ProxyAbility } from '@/lib/mesh/proxy-view'
import { overlayPolicy } from '@/lib/routing/canary-weights'
import { capabilities, findAbilities } from './capabilities'
import { type FaultWay, findFaultWay } from './find-fault-way'
import { findAlone, findSplits, findUnresolved, findWeightWay } from './find-weight-way'
import { type Place, toPlace, toReadPlace } from './place'
import { findWantedValues } from './wanted-values'

/** The pure half: which values it would set, and on whom. It opens nothing. */
export const envoyRuntimeDriver: Pick<
  ControlPlane,
  'consumers' | 'compare' | 'capabilities' | 'refusals' | 'abilities' | 'cannotTake' | 'unsplitRoutes' | 'isWeightKey'
> = {
  consumers,
  compare,
  capabilities: (mesh, service, proxies = []) => capabilities(mesh, service, proxies),
  refusals,
  cannotTake,
  unsplitRoutes,
  isWeightKey,
  abilities: (desired: Desired, identity: ProxyIdentity): ProxyAbility[] => findAbilities(desired.mesh, desired.instances, identity),
}

function isWeightKey(desired: Desired, identity: ProxyIdentity, service: ServiceName, key: string): boolean {
  const place = toPlace(desired, identity)
  return (place?.levers.weights ?? []).some(({ targets, fraction }) =>
    targets.some((target) => (fraction ? fraction.key : target.key) === key && place?.ends.get(target.destination)?.service === service),
  )
}

function consumers(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[], fault?: FaultSpec): Consumer[] {
  return proxies.flatMap((identity): Consumer[] => {
    const place = toPlace(desired, identity)
    if (!place) return []
    if (fault)
      return fault.withoutLease && wayOf(desired, identity, fault)?.ok
        ? [{ id: identity.id, why: `${identity.service} calls ${service}` }]
        : []
    const splits = findSplits(place, service)
    if (splits === null || (typeof splits === 'string' && !isUnclear(place, service))) return []
    return [{ id: identity.id, why: `${identity.service} splits its calls to ${service}` }]
  })
}

function refusals(desired: Desired, fault: FaultSpec, proxies: readonly ProxyIdentity[]): Refusal[] {
  return proxies.flatMap((identity): Refusal[] => {
    if (fault.caller !== undefined && identity.service !== fault.caller) return []
    const way = wayOf(desired, identity, fault)
    return way && !way.ok ? [{ proxyId: identity.id, reason: way.reason }] : []
  })
}

/** Whose some of its destinations are is not known now: it may well split the service, and is waited for. */
const isUnclear = (place: Place, service: ServiceName): boolean =>
  place.identity.service !== service && findUnresolved(place, service).length > 0

/** Of a policy that nobody edited nothing is asked. A proxy of the service itself leads to it, and calls nobody. */
function cannotTake(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[]): Refusal[] {
  const stored = desired.policies.find(({ policy }) => policy.service === service)
  const overlay = desired.canaries?.find((canary) => canary.service === service)
  if (!stored || stored.revision <= 1) return []
  const policy = overlay ? overlayPolicy(stored.policy, overlay) : stored.policy
  return proxies.flatMap((identity): Refusal[] => {
    const place = toReadPlace(desired, identity)
    const splits = place && findSplits(place, service)
    if (!place || splits === null || (typeof splits === 'string' && identity.service === service)) return []
    if (place.levers.problem === null && typeof splits === 'string' && isUnclear(place, service)) return []
    const way = findWeightWay(place, policy)
    const reason = place.levers.problem ?? (typeof splits === 'string' ? splits : way && !way.ok ? way.reason : null)
    return reason === null ? [] : [{ proxyId: identity.id, reason }]
  })
}

function unsplitRoutes(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[]): UnsplitRoute[] {
  return proxies.flatMap((identity): UnsplitRoute[] => {
    const place = toReadPlace(desired, identity)
    return place ? findAlone(place, service).map((route) => ({ proxyId: identity.id, ...route })) : []
  })
}

export const protocolOf = ({ mesh }: Pick<Desired, 'mesh'>, service: ServiceName): Protocol =>
  mesh.services.find(({ name }) => name === service)?.protocol ?? 'http'

function wayOf(desired: Desired, identity: ProxyIdentity, fault: FaultSpec): FaultWay | null {
  const place = toPlace(desired, identity)
  return place && findFaultWay(place, fault, protocolOf(desired, fault.service))
}

/** Each value is a resource of its own: `front-1: split.reviews.v1`. */
function compare(before: Desired, after: Desired, proxies: readonly ProxyIdentity[]): ResourceChange[] {
  return proxies.flatMap((identity): ResourceChange[] => {
    const place = toPlace(after, identity)
    if (!place) return []
    const old = findWantedValues(toPlace(before, identity) ?? place, before, before.faults)
    const fresh = findWantedValues(place, after, after.faults)
    return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((key): ResourceChange[] => {
      const [was, is] = [old.get(key)?.value, fresh.get(key)?.value]
      if (was === is) return []
      const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
      return [{ type: 'RTDS', name: `admin layer of ${identity.id}: ${key}`, change, proxies: 1 }]
    })
  })
}
