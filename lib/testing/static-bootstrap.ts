import { stringify } from 'yaml'
import type { Endpoint } from '@/lib/mesh/mesh-document'

export type StaticRoute = {
  prefix: string
  /** One: a plain route. Several: weights, with the runtime key prefix where one is given. */
  clusters: { name: string; weight?: number }[]
  runtimeKeyPrefix?: string
  /** It takes this part of the requests alone; the next route may take the rest. */
  fraction?: { key: string; numerator: number; denominator: 'HUNDRED' | 'MILLION' }
  /** A fault setting of this route alone. */
  fault?: object
}
export type StaticBootstrap = {
  admin: number
  listen: number
  cluster: string
  routes: StaticRoute[]
  upstreams: Record<string, Endpoint>
  /** The fault filter's own setting; null: no such filter in the chain. */
  fault: object | null
  /** Default: an admin layer alone, by another name than usual. */
  layers?: object[]
}

const typeOf = (name: string): string => `type.googleapis.com/envoy.extensions.filters.${name}`
export const faultType = typeOf('http.fault.v3.HTTPFault')
const faultName = 'envoy.filters.http.fault'
const toAddress = ({ address, port }: Endpoint) => ({ socket_address: { address, port_value: port } })
const loopback = (port: number) => toAddress({ address: '127.0.0.1', port })

/** A gate of every kind, in its harmless state, with the runtime keys that Envoy gives it by default. */
export const idleFault = {
  '@type': faultType,
  abort: { http_status: 503, percentage: { numerator: 0 } },
  delay: { fixed_delay: '0.1s', percentage: { numerator: 0 } },
}

/** A whole static Envoy of somebody else, as YAML: it names no control plane and nothing of Outrider. */
export function renderStaticBootstrap({
  admin,
  listen,
  cluster,
  routes,
  upstreams,
  fault,
  layers = [{ name: 'mine', admin_layer: {} }],
}: StaticBootstrap): string {
  const manager = {
    '@type': typeOf('network.http_connection_manager.v3.HttpConnectionManager'),
    stat_prefix: 'egress',
    route_config: { name: 'local', virtual_hosts: [{ name: 'all', domains: ['*'], routes: routes.map(toRoute) }] },
    http_filters: [
      ...(fault ? [{ name: faultName, typed_config: fault }] : []),
      { name: 'envoy.filters.http.router', typed_config: { '@type': typeOf('http.router.v3.Router') } },
    ],
  }
  const filters = [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }]
  return stringify({
    node: { id: `${cluster}-node`, cluster },
    admin: { address: loopback(admin) },
    layered_runtime: { layers },
    static_resources: {
      listeners: [{ name: 'outgoing', address: loopback(listen), filter_chains: [{ filters }] }],
      clusters: Object.entries(upstreams).map(([name, endpoint]) => ({
        name,
        type: 'STATIC',
        load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: toAddress(endpoint) } }] }] },
      })),
    },
  })
}

function toRoute({ prefix, clusters, runtimeKeyPrefix, fraction, fault }: StaticRoute): object {
  const [first, ...others] = clusters
  const weighted = {
    ...(runtimeKeyPrefix !== undefined && { runtime_key_prefix: runtimeKeyPrefix }),
    clusters: clusters.map(({ name, weight = 0 }) => ({ name, weight })),
  }
  return {
    match: {
      prefix,
      ...(fraction && {
        runtime_fraction: {
          default_value: { numerator: fraction.numerator, denominator: fraction.denominator },
          runtime_key: fraction.key,
        },
      }),
    },
    route: others.length === 0 ? { cluster: first?.name } : { weighted_clusters: weighted },
    ...(fault && { typed_per_filter_config: { [faultName]: fault } }),
  }
}
