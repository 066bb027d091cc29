import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { CompiledResource, VirtualHost } from '../compiled-resource'
import { compileClusters, compileInboundCluster } from './compile-clusters'
import { compileEndpoints } from './compile-endpoints'
import { compileListeners, protocolOf } from './compile-listeners'
import { compileGatewayRoutes, compileVirtualHost, isCallerSpecial, toRouteConfiguration } from './compile-routes'
import { callableServices, gatewayOf, type MeshView } from './mesh-view'

/**
 * What one proxy gets, without its leased layer. Arrays that are equal for several proxies are the same object, so a caller of this may do its work
 * once per array; `ownClusters` and `listeners` are this proxy's alone.
 */
export type ProxyConfiguration = {
  readonly clusters: readonly CompiledResource[]
  readonly ownClusters: readonly CompiledResource[]
  readonly endpoints: readonly CompiledResource[]
  readonly listeners: readonly CompiledResource[]
  readonly routes: readonly CompiledResource[]
}

/** A compiler of one desired state: services and groups of equal proxies are compiled once. Pure and deterministic. */
export function createProxyCompiler(view: MeshView): (identity: ProxyIdentity) => ProxyConfiguration {
  const memo = createMemo()
  const shared = (names: readonly ServiceName[]) =>
    memo(`shared:${names.join(' ')}`, () => ({
      clusters: perService(view, names, (spec) => memo(`cds:${spec.name}`, () => compileClusters(view, spec))),
      endpoints: perService(view, names, (spec) => memo(`eds:${spec.name}`, () => compileEndpoints(view, spec))),
    }))
  const outbound = (names: readonly ServiceName[], caller: ServiceName): readonly CompiledResource[] => {
    const special = names.filter((name) => isCallerSpecial(view, name, caller))
    const key = `rds:${special.length > 0 ? caller : ''}:${names.join(' ')}`
    return memo(key, () => [toRouteConfiguration('outbound', virtualHosts(view, names, special, caller))])
  }
  return (identity) => {
    const names = callableServices(view, identity)
    const gateway = gatewayOf(view, identity)
    const hasApp = !gateway && identity.role !== 'gateway' && identity.app
    return {
      ...shared(names),
      ownClusters: hasApp ? [compileInboundCluster(hasApp, protocolOf(view, identity.service))] : [],
      listeners: compileListeners(view, identity),
      routes: gateway ? memo(`gateway:${gateway.name}`, () => [compileGatewayRoutes(view, gateway)]) : outbound(names, identity.service),
    }
  }
}

function virtualHosts(view: MeshView, names: readonly ServiceName[], special: readonly ServiceName[], caller: ServiceName): VirtualHost[] {
  const taken = new Set<string>()
  return perService(view, names, (spec) => {
    if (spec.protocol === 'tcp') return []
    const host = compileVirtualHost(view, spec, special.includes(spec.name) ? caller : '', taken)
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
