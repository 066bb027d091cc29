import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { CallerName } from '@/lib/routing/caller-name'
import type { CompiledResource, VirtualHost } from '../compiled-resource'
import { compileClusters, compileInboundCluster } from './compile-clusters'
import { compileEndpoints } from './compile-endpoints'
import { compileListeners, protocolOf, tcpIdleTimeout } from './compile-listeners'
import { anybody, compileGatewayRoutes, compileVirtualHost, isCallerSpecial, toRouteConfiguration } from './compile-routes'
import { tcpDestinationName } from './destination'
import { callableServices, gatewayOf, type MeshView } from './mesh-view'

/** What every proxy of a group gets alike. Arrays that are equal for several proxies are the same object, so work may be done once per array. */
export type SharedConfiguration = {
  readonly clusters: readonly CompiledResource[]
  readonly endpoints: readonly CompiledResource[]
  readonly routes: readonly CompiledResource[]
}
/** What holds this proxy's own addresses. */
export type OwnConfiguration = { readonly clusters: readonly CompiledResource[]; readonly listeners: readonly CompiledResource[] }

export type ProxyCompiler = {
  shared(identity: ProxyIdentity): SharedConfiguration
  own(identity: ProxyIdentity): OwnConfiguration
  /** While this is the same, so is every `own`: policies (but for the idle timeout of a tcp service) and faults do not change it, and most edits are those. */
  readonly ownKey: string
}

/** A compiler of one desired state: services and groups of equal proxies are compiled once. Pure and deterministic. */
export function createProxyCompiler(view: MeshView): ProxyCompiler {
  const memo = createMemo()
  const namesOf = (identity: ProxyIdentity) => memo(`names:${identity.role} ${identity.service}`, () => callableServices(view, identity))
  const destinations = (names: readonly ServiceName[]) =>
    memo(`shared:${names.join(' ')}`, () => ({
      clusters: perService(view, names, (spec) => memo(`cds:${spec.name}`, () => compileClusters(view, spec))),
      endpoints: perService(view, names, (spec) => memo(`eds:${spec.name}`, () => compileEndpoints(view, spec))),
    }))
  const outbound = (names: readonly ServiceName[], caller: CallerName): readonly CompiledResource[] => {
    const special = names.filter((name) => isCallerSpecial(view, name, caller))
    const key = `rds:${special.length > 0 ? nameOf(caller) : ''}:${names.join(' ')}`
    return memo(key, () => [toRouteConfiguration('outbound', virtualHosts(view, names, special, caller))])
  }
  const routes = (identity: ProxyIdentity, names: readonly ServiceName[]): readonly CompiledResource[] => {
    const gateway = gatewayOf(view, identity)
    if (gateway) return identity.inbound ? [compileGatewayRoutes(view, gateway)] : []
    return identity.outbound && identity.role !== 'gateway' ? outbound(names, view.callerOf(identity)) : []
  }
  return {
    shared: (identity) =>
      memo(`group:${identity.role} ${nameOf(view.callerOf(identity))} ${identity.inbound !== null} ${identity.outbound !== null}`, () => {
        const names = namesOf(identity)
        return { ...destinations(names), routes: routes(identity, names) }
      }),
    own: (identity) => ({ clusters: compileOwnClusters(view, identity), listeners: compileListeners(view, identity) }),
    ownKey: JSON.stringify([
      [...view.services.values()].map((spec) => [
        spec.name,
        spec.protocol,
        spec.port,
        spec.calls,
        spec.protocol === 'tcp' && [tcpDestinationName(view, spec.name), tcpIdleTimeout(view, spec.name)],
      ]),
      [...view.gateways.values()],
    ]),
  }
}

const nameOf = ({ service, version }: CallerName): string => (version === null ? service : versionId(service, version))

function compileOwnClusters(view: MeshView, identity: ProxyIdentity): readonly CompiledResource[] {
  const isGateway = identity.role === 'gateway' || gatewayOf(view, identity) !== undefined
  return identity.app && !isGateway ? [compileInboundCluster(identity.app, protocolOf(view, identity.service))] : []
}

function virtualHosts(view: MeshView, names: readonly ServiceName[], special: readonly ServiceName[], caller: CallerName): VirtualHost[] {
  const taken = new Set<string>()
  return perService(view, names, (spec) => {
    if (spec.protocol === 'tcp') return []
    const host = compileVirtualHost(view, spec, special.includes(spec.name) ? caller : anybody, taken)
    return host ? [host] : []
  })
}

function perService<T>(
  view: MeshView,
  names: readonly ServiceName[],
  compile: (spec: NonNullable<ReturnType<MeshView['services']['get']>>) => readonly T[],
): T[] {
  return names.flatMap((name) => {
    const spec = view.services.get(name)
    return spec ? compile(spec) : []
  })
}

function createMemo(): <T>(key: string, make: () => T) => T {
  const made = new Map<string, unknown>()
  return <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make())
    // A key stands for one `make` and so for one type: its prefix names the kind.
    return made.get(key) as T
  }
}
