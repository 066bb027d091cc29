import type { Capability } from '@/lib/control-plane/control-plane'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { ProxyAbility } from '@/lib/mesh/proxy-view'
import { findFaultWay } from './find-fault-way'
import { findSplits } from './find-weight-way'
import { type Place, toPlace } from './place'

const onlyWeights = 'is configured by somebody else: of a policy it takes weights and nothing else'
const routeFeatures = [
  'match',
  'mirror',
  'timeout',
  'retry',
  'stickiness',
  'rateLimit',
  'requestHeaders',
  'responseHeaders',
  'rewrite',
  'redirect',
  'directResponse',
  'idleTimeout',
  'circuitBreaker',
  'outlier',
  'healthCheck',
  'connectionPool',
  'loadBalancing',
  'hashKey',
  'slowStart',
  'zoneAwareness',
] as const

/** What one proxy that Outrider does not configure can and cannot do for each service it calls, with the reason. Empty where it calls no declared service. */
export function findAbilities(
  mesh: MeshDocument,
  instances: Parameters<typeof toPlace>[0]['instances'],
  identity: ProxyIdentity,
): ProxyAbility[] {
  const { levers } = identity
  if (levers?.problem) return [{ service: null, feature: 'runtime', supported: false, reason: levers.problem }]
  const place = toPlace({ mesh, instances }, identity)
  if (!place) return []
  const services = new Set([...place.ends.values()].map(({ service }) => service))
  const found = [...services].flatMap((service) => abilitiesFor(place, service, mesh))
  const foreign = place.levers.destinations.filter(({ name }) => !place.ends.has(name) && isRouted(place, name))
  const reason = (name: string): string => `no service of the mesh document has its addresses, so ${name} is nobody Outrider knows`
  return [...found, ...foreign.map(({ name }): ProxyAbility => ({ service: null, feature: name, supported: false, reason: reason(name) }))]
}

const isRouted = ({ levers }: Place, name: string): boolean =>
  levers.weights.some(({ targets }) => targets.some(({ destination }) => destination === name))

function abilitiesFor(place: Place, service: ServiceName, mesh: MeshDocument): ProxyAbility[] {
  const protocol = mesh.services.find(({ name }) => name === service)?.protocol ?? 'http'
  const ability = (feature: string, reason: string | null): ProxyAbility =>
    reason === null ? { service, feature, supported: true } : { service, feature, supported: false, reason }
  const ofFault = (feature: string, part: object): ProxyAbility[] => {
    const way = findFaultWay(place, { service, ...part }, protocol)
    return way ? [ability(feature, way.ok ? null : way.reason)] : []
  }
  const splits = findSplits(place, service)
  return [
    ...(splits === null ? [] : [ability('weights', typeof splits === 'string' ? splits : null)]),
    ...ofFault('fault.abort', { abort: { percent: 1 } }),
    ...ofFault('fault.delay', { delay: { percent: 1, fixedDelayMs: 1 } }),
    ...ofFault('fault.bandwidth', { bandwidth: { percent: 1, kibPerSecond: 1 } }),
  ]
}

/** What a stop in order takes out is not in force until the next start. */
const unkept = (ids: string): Capability => ({
  feature: 'keptWeights',
  supported: false,
  reason: `${ids}: while Outrider is stopped the proxy's own weights hold`,
})

/**
 * What its proxies can do for a service, feature by feature; empty where none of them calls it. Nothing that they hold ends by itself: `lease.faults` and
 * `leasedWeights` say so.
 */
export function capabilities(mesh: MeshDocument, service: ServiceName, proxies: readonly ProxyIdentity[]): Capability[] {
  const callers = proxies.flatMap((identity) => {
    const own = findAbilities(mesh, [], identity).filter((ability) => ability.service === service)
    return own.length === 0 ? [] : [{ id: identity.id, own }]
  })
  if (callers.length === 0) return []
  const features = [...new Set(callers.flatMap(({ own }) => own.map(({ feature }) => feature)))]
  const found = features.map((feature): Capability => {
    const each = callers.flatMap(({ id, own }) =>
      own.filter((ability) => ability.feature === feature).map((ability) => ({ id, ...ability })),
    )
    const reasons = each.flatMap(({ id, supported, reason }) => (supported ? [] : [`${id}: ${reason ?? 'not possible'}`]))
    return { feature, supported: each.some(({ supported }) => supported), ...(reasons.length > 0 && { reason: reasons.join('; ') }) }
  })
  const names = callers.map(({ id }) => id).join(', ')
  const splitting = callers.filter(({ own }) => own.some(({ feature }) => feature === 'weights')).map(({ id }) => id)
  const unleased = (feature: string, ids: string, what: string): Capability => ({
    feature,
    supported: false,
    reason: `${ids}: ${what} in an admin runtime layer has no end of its own: if Outrider dies it stays until Outrider is back, or the proxy starts anew`,
  })
  return [
    ...found,
    ...routeFeatures.map((feature): Capability => ({ feature, supported: false, reason: `${names} ${onlyWeights}` })),
    unleased('lease.faults', names, 'a fault'),
    ...(splitting.length > 0 ? [unleased('leasedWeights', splitting.join(', '), 'a weight'), unkept(splitting.join(', '))] : []),
  ]
}
