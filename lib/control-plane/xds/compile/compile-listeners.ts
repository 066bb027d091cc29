import type { Endpoint, Protocol, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { CompiledResource, FilterChain, Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { compileHttpManager } from './compile-http-manager'
import { tcpDestinationName, toAddress } from './destination'
import { toProtoDuration } from './duration'
import { callableServices, gatewayOf, type MeshView } from './mesh-view'

/** A proxy's listeners. What it did not announce an address for is left out. */
export function compileListeners(view: MeshView, identity: ProxyIdentity): readonly CompiledResource[] {
  if (identity.role === 'gateway' || gatewayOf(view, identity)) {
    return identity.inbound ? [toListener('gateway', identity.inbound, gatewayChain)] : []
  }
  const inbound = identity.inbound && identity.app ? [compileInbound(identity.inbound, protocolOf(view, identity.service))] : []
  const outbound = identity.outbound ? [toListener('outbound', identity.outbound, outboundChain)] : []
  return [...inbound, ...outbound, ...compileTcpListeners(view, identity)]
}

export const protocolOf = (view: MeshView, service: ServiceName): Protocol => view.services.get(service)?.protocol ?? 'http'

function compileInbound(address: Endpoint, protocol: Protocol): CompiledResource {
  return toListener('inbound', address, protocol === 'tcp' ? tcpProxy('inbound', 'inbound') : inboundChain)
}

function compileTcpListeners(view: MeshView, identity: ProxyIdentity): readonly CompiledResource[] {
  const taken = new Set<string>()
  return callableServices(view, identity).flatMap((name) => {
    const spec = view.services.get(name)
    const address = spec && tcpAddress(identity, spec)
    if (!spec || !address || taken.has(`${address.address}:${address.port}`)) return []
    taken.add(`${address.address}:${address.port}`)
    return [
      toListener(
        `outbound_tcp.${name}`,
        address,
        tcpProxy(`outbound_tcp.${name}`, tcpDestinationName(view, name), tcpIdleTimeout(view, name)),
      ),
    ]
  })
}

/** Where this caller dials a TCP service; null where nothing says so. */
export function tcpAddress(identity: ProxyIdentity, spec: ServiceSpec): Endpoint | null {
  if (spec.protocol !== 'tcp') return null
  const own = identity.tcp[spec.name]
  if (own) return own
  return identity.outbound && spec.port !== undefined ? { address: identity.outbound.address, port: spec.port } : null
}

/** The one setting of a policy that stands in a listener: there is nowhere else for it. */
export const tcpIdleTimeout = (view: MeshView, service: ServiceName): string | undefined => view.policyOf(service).rules.at(-1)?.idleTimeout

const tcpProxy = (prefix: string, cluster: string, idleTimeout?: string): FilterChain =>
  chainOf({
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': toTypeUrl('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
      stat_prefix: prefix,
      cluster,
      idle_timeout: idleTimeout === undefined ? undefined : toProtoDuration(idleTimeout),
    },
  })

const chainOf = (filter: Json): FilterChain => ({ filters: [filter] })

// The same objects for every proxy, so that they are encoded once.
const gatewayChain = chainOf(compileHttpManager({ prefix: 'gateway', routes: 'gateway' }))
const outboundChain = chainOf(compileHttpManager({ prefix: 'outbound', routes: 'outbound' }))
const inboundChain = chainOf(compileHttpManager({ prefix: 'inbound', cluster: 'inbound' }))

const toListener = (name: string, address: Endpoint, chain: FilterChain): CompiledResource => ({
  type: 'LDS',
  name,
  json: { name, address: toAddress(address) },
  filterChains: [chain],
})
