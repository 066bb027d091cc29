import { isIP } from 'node:net'
import { anyVersion, toDestinationName } from '@/lib/mesh/destination-name'
import type { Endpoint, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Json } from '../compiled-resource'
import type { MeshView } from './mesh-view'

export type Destination = { readonly name: string; readonly versions: readonly string[]; readonly mirror: boolean }

/**
 * The clusters of one service: one per version, and one more per mirrored version, as mirrored requests look like real ones. A TCP service has a single
 * cluster over all its versions, because its weights are endpoint weights (see compileAssignment).
 */
export function destinationsOf(view: MeshView, spec: ServiceSpec): readonly Destination[] {
  const versions = view.versionsOf(spec.name)
  if (spec.protocol === 'tcp') return [{ name: tcpDestinationName(view, spec.name), versions, mirror: false }]
  return [
    ...versions.map((version) => ({ name: toDestinationName(spec.name, version), versions: [version], mirror: false })),
    ...view
      .mirrorsOf(spec.name)
      .map((version) => ({ name: toDestinationName(spec.name, version, true), versions: [version], mirror: true })),
  ]
}

export function tcpDestinationName(view: MeshView, service: ServiceName): string {
  const [only, ...others] = view.versionsOf(service)
  return toDestinationName(service, only !== undefined && others.length === 0 ? only : anyVersion)
}

/** True when the endpoints come by EDS; names that must be resolved stand in the cluster itself. */
export const isEds = (view: MeshView, spec: ServiceSpec, destination: Destination): boolean =>
  destination.versions.every((version) => view.endpointsOf(spec.name, version).every((endpoint) => isIP(endpoint.address) !== 0))

export const toAddress = (endpoint: Endpoint): Json => ({ socket_address: { address: endpoint.address, port_value: endpoint.port } })
