import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { CallerName } from '@/lib/routing/caller-name'
import type { CompiledResource, VirtualHost } from '../compiled-resource'
import { compileClusters, compileInboundCluster } from './compile-clusters'
import { compileEndpoints, compileLocalAssignment } from './compile-endpoints'
import { compileListeners, protocolOf, tcpIdleTimeout } from './compile-listeners'
import { type CompiledParts, type CompileMemory, createCompileMemory } from './compile-memory'
import {
  anybody,
  compileGatewayRoutes,
  compileVirtualHost,
  hasSpecialCallers,
  isCallerSpecial,
  toRouteConfiguration,
} from './compile-routes'
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

/**
 * A compiler of one desired state: services and groups of equal proxies are compiled once, and what `memory` knows from an earlier state is not compiled
 * again. Deterministic.
 */
export function createProxyCompiler(view: MeshView, memory: CompileMemory = createCompileMemory()): ProxyCompiler {
  memory.keep(view.services)
  const memo = createMemo()
  const parts = createServiceParts(view, memory)
  const namesOf = (identity: ProxyIdentity) => memo(`names:${identity.role} ${identity.service}`, () => callableServices(view, identity))
  const destinations = (names: readonly ServiceName[]) =>
    memo(`shared:${names.join(' ')}`, () => ({
      clusters: concat(memory, `cds:${names.join(' ')}`, names.map(parts.clusters)),
      endpoints: concat(memory, `eds:${names.join(' ')}`, names.map(parts.endpoints)),
    }))
  const outbound = (names: readonly ServiceName[], caller: CallerName): readonly CompiledResource[] => {
    const special = new Set(names.filter((name) => parts.hasSpecialCallers(name) && isCallerSpecial(view, name, caller)))
    const key = `rds:${special.size > 0 ? nameOf(caller) : ''}:${names.join(' ')}`
    return memo(key, () => {
      const hosts = names.flatMap((name) => parts.host(name, special.has(name) ? caller : anybody) ?? [])
      return memory.ofParts(key, hosts, () => [toRouteConfiguration('outbound', withoutTakenDomains(hosts))])
    })
  }
  const routes = (identity: ProxyIdentity, names: readonly ServiceName[]): readonly CompiledResource[] => {
    const gateway = gatewayOf(view, identity)
    if (!gateway) return identity.outbound && identity.role !== 'gateway' ? outbound(names, view.callerOf(identity)) : []
    const sources = [gateway, ...names.flatMap((name) => view.sourcesOf(name))]
    return identity.inbound ? memory.ofParts(`gateway:${gateway.name}`, sources, () => [compileGatewayRoutes(view, gateway)]) : []
  }
  const withLocal = (endpoints: readonly CompiledResource[], service: ServiceName): readonly CompiledResource[] =>
    memory.ofParts(`local:${service}`, [endpoints, ...view.sourcesOf(service)], () => [...endpoints, compileLocalAssignment(view, service)])
  return {
    shared: (identity) =>
      memo(`group:${groupOf(view, identity)}`, () => {
        const names = namesOf(identity)
        const { clusters, endpoints } = destinations(names)
        const isZoned = identity.zone !== undefined
        return { clusters, endpoints: isZoned ? withLocal(endpoints, identity.service) : endpoints, routes: routes(identity, names) }
      }),
    own: (identity) => ({ clusters: compileOwnClusters(view, identity), listeners: compileListeners(view, identity) }),
    get ownKey() {
      return memo('own', () => JSON.stringify([[...view.services.keys()].map(parts.ownKey), [...view.gateways.values()]]))
    },
  }
}

type ServiceParts = {
  clusters(name: ServiceName): readonly CompiledResource[]
  endpoints(name: ServiceName): readonly CompiledResource[]
  /** null for a tcp service. */
  host(name: ServiceName, caller: CallerName): VirtualHost | null
  hasSpecialCallers(name: ServiceName): boolean
  /** What of a service stands in listeners. */
  ownKey(name: ServiceName): string
}

/** The compiled parts of single services, each made when it is first asked for; none where the mesh document does not name the service. */
function createServiceParts(view: MeshView, memory: CompileMemory): ServiceParts {
  const known = new Map<ServiceName, CompiledParts>()
  const partsOf = (name: ServiceName): CompiledParts => {
    const parts = known.get(name) ?? memory.ofService(name, view.sourcesOf(name))
    known.set(name, parts)
    return parts
  }
  const clusters = (spec: ServiceSpec | undefined) => (spec ? compileClusters(view, spec) : [])
  const endpoints = (spec: ServiceSpec | undefined) => (spec ? compileEndpoints(view, spec) : [])
  const host = (name: ServiceName, caller: CallerName): VirtualHost | null => {
    const spec = view.services.get(name)
    return !spec || spec.protocol === 'tcp' ? null : compileVirtualHost(view, spec, caller)
  }
  return {
    clusters: (name) => (partsOf(name).clusters ??= clusters(view.services.get(name))),
    endpoints: (name) => (partsOf(name).endpoints ??= endpoints(view.services.get(name))),
    hasSpecialCallers: (name) => (partsOf(name).hasSpecialCallers ??= hasSpecialCallers(view, name)),
    ownKey: (name) => (partsOf(name).ownKey ??= toOwnKey(view, name)),
    host(name, caller) {
      const { hosts } = partsOf(name)
      const key = nameOf(caller)
      const made = hosts.get(key)
      if (made !== undefined) return made
      const fresh = host(name, caller)
      hosts.set(key, fresh)
      return fresh
    },
  }
}

function toOwnKey(view: MeshView, name: ServiceName): string {
  const { protocol, port, calls } = view.services.get(name) ?? {}
  return JSON.stringify([name, protocol, port, calls, protocol === 'tcp' && [tcpDestinationName(view, name), tcpIdleTimeout(view, name)]])
}

/** The same array as in an earlier round of the same lists. */
const concat = (memory: CompileMemory, key: string, lists: readonly (readonly CompiledResource[])[]): readonly CompiledResource[] =>
  memory.ofParts(key, lists, () => lists.flat())

/** A host belongs to the first service that has it; a service without any left has no routes. */
function withoutTakenDomains(hosts: readonly VirtualHost[]): readonly VirtualHost[] {
  const taken = new Set<string>()
  return hosts.flatMap((host) => {
    const domains = host.domains.filter((domain) => !taken.has(domain))
    for (const domain of domains) taken.add(domain)
    if (domains.length === 0) return []
    return [domains.length === host.domains.length ? host : { ...host, domains }]
  })
}

/** Proxies of one group get the same. */
const groupOf = (view: MeshView, { zone, inbound, outbound, ...identity }: ProxyIdentity): string =>
  [identity.role, nameOf(view.callerOf({ ...identity, inbound, outbound })), inbound !== null, outbound !== null, zone !== undefined].join(
    ' ',
  )

const nameOf = ({ service, version }: CallerName): string => (version === null ? service : versionId(service, version))

function compileOwnClusters(view: MeshView, identity: ProxyIdentity): readonly CompiledResource[] {
  const isGateway = identity.role === 'gateway' || gatewayOf(view, identity) !== undefined
  return identity.app && !isGateway ? [compileInboundCluster(identity.app, protocolOf(view, identity.service))] : []
}

function createMemo(): <T>(key: string, make: () => T) => T {
  const made = new Map<string, unknown>()
  return <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make())
    // A key stands for one `make` and so for one type: its prefix names the kind.
    return made.get(key) as T
  }
}
