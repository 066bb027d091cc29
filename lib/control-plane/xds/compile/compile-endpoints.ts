import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { CompiledResource, Json } from '../compiled-resource'
import { type Destination, destinationsOf, isEds, toAddress } from './destination'
import { toLocalName } from './local-cluster'
import { compareText, type MeshView, type PlacedEndpoint } from './mesh-view'

export const compileEndpoints = (view: MeshView, spec: ServiceSpec): readonly CompiledResource[] =>
  destinationsOf(view, spec)
    .filter((destination) => isEds(view, spec, destination))
    .map((destination) => ({ type: 'EDS', name: destination.name, json: compileAssignment(view, spec, destination) }))

/** What an unknown destination gets: a cluster that asks for it must not warm for ever. */
export const emptyAssignment = (name: string): CompiledResource => ({ type: 'EDS', name, json: { cluster_name: name } })

/**
 * Endpoints of a destination. For TCP the versions' weights become endpoint weights: every endpoint of version v gets weight(v) ÷ endpoints(v), scaled to
 * the smallest whole numbers; a version of weight 0 is left out. So the share of a version is the sum of its hosts' weights over the sum of all, and both
 * weights and counts can be read per version from the host rows of `/clusters`: each version is a locality of its own, named by `sub_zone`.
 */
export function compileAssignment(view: MeshView, spec: ServiceSpec, destination: Destination): { [key: string]: Json } {
  if (spec.protocol === 'tcp') return { cluster_name: destination.name, endpoints: tcpLocalities(view, spec, destination) }
  const localities = destination.versions.flatMap((version) => toZones(view.endpointsOf(spec.name, version), version))
  return { cluster_name: destination.name, endpoints: localities }
}

/**
 * All instances of a caller's own service, by zone: what its proxy, whose bootstrap names this as its local cluster, compares a destination's zones with.
 * Source: envoyproxy.io, "Zone aware routing".
 */
export function compileLocalAssignment(view: MeshView, service: ServiceName): CompiledResource {
  const endpoints = view.versionsOf(service).flatMap((version) => view.endpointsOf(service, version))
  const name = toLocalName(service)
  return {
    type: 'EDS',
    name,
    json: {
      cluster_name: name,
      endpoints: toZones(
        endpoints.filter(({ zone }) => zone !== undefined),
        '',
      ),
    },
  }
}

/** One locality per zone, as a proxy compares a zone with its own; instances without one are together under `rest`. */
function toZones(endpoints: readonly PlacedEndpoint[], rest: string): Json[] {
  const zones = [...new Set(endpoints.map(({ zone }) => zone ?? ''))].sort(compareText)
  return zones.map((zone) =>
    toLocality(
      zone === '' ? { sub_zone: rest } : { zone },
      endpoints.filter((endpoint) => (endpoint.zone ?? '') === zone).map((endpoint) => ({ endpoint: { address: toAddress(endpoint) } })),
    ),
  )
}

// Envoy needs neither name nor weight of a locality here; gRPC's own client refuses one without.
const toLocality = (locality: { [key: string]: string }, endpoints: Json[]): Json => ({
  locality,
  load_balancing_weight: 1,
  lb_endpoints: endpoints,
})

function tcpLocalities(view: MeshView, spec: ServiceSpec, destination: Destination): Json[] {
  const backends = view.policyOf(spec.name).rules.at(-1)?.backends ?? []
  const live = destination.versions.flatMap((version) => {
    const endpoints = view.endpointsOf(spec.name, version)
    const weight = backends.find((backend) => backend.version === version)?.weight ?? 0
    return endpoints.length > 0 && weight > 0 ? [{ version, endpoints, weight }] : []
  })
  const weights = endpointWeights(live.map(({ endpoints, weight }) => ({ count: endpoints.length, weight })))
  return live.map(({ version, endpoints }, index) =>
    toLocality(
      { sub_zone: version },
      endpoints.map((endpoint) => ({ endpoint: { address: toAddress(endpoint) }, load_balancing_weight: weights[index] ?? 1 })),
    ),
  )
}

/**
 * Whole weights per endpoint, one per group, so that count × weight is in proportion to the groups' weights: exact while the numbers stay below 10⁶, else
 * within 0.1 %. Every answer is at least 1.
 */
export function endpointWeights(groups: readonly { count: number; weight: number }[]): number[] {
  const common = groups.reduce((product, { count }) => (product * count) / greatestCommonDivisor(product, count), 1)
  const exact = groups.map(({ count, weight }) => (weight * common) / count)
  const divisor = exact.reduce(greatestCommonDivisor, 0) || 1
  if (Math.max(1, ...exact) / divisor <= 1e6) return exact.map((weight) => weight / divisor)
  return groups.map(({ count, weight }) => Math.max(1, Math.round((weight * 1e6) / (count * 100))))
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))
