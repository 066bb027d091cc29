import type { Desired } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Endpoint, GatewaySpec, MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { CallerName } from '@/lib/routing/caller-name'
import { overlayPolicy } from '@/lib/routing/canary-weights'

/** `zone` where the instance's proxy announced one. */
export type PlacedEndpoint = Endpoint & { readonly zone?: string | undefined }

/** Desired state, indexed once. Services and versions are sorted by name, faults by age, so that equal states compile to equal bytes. */
export type MeshView = {
  readonly revision: number
  readonly services: ReadonlyMap<ServiceName, ServiceSpec>
  readonly gateways: ReadonlyMap<ServiceName, GatewaySpec>
  /** With the weights that a running canary gives the routes. */
  policyOf(service: ServiceName): Policy
  /** Versions of the mesh document and those a policy names. */
  versionsOf(service: ServiceName): readonly string[]
  /** Versions that some rule mirrors to. */
  mirrorsOf(service: ServiceName): readonly string[]
  /** Endpoints of the document and of registered instances, sorted, each once. */
  endpointsOf(service: ServiceName, version: string): readonly PlacedEndpoint[]
  faultsOf(service: ServiceName): readonly Fault[]
  /** Everything that a service's resources are compiled from: objects by identity, and what is made anew each round as text. */
  sourcesOf(service: ServiceName): readonly unknown[]
  /** A proxy as rules know it: with its version only where some policy names that version, so that all others share their routes. */
  callerOf(identity: ProxyIdentity): CallerName
}

/** Indexes a desired state. O(services + instances + faults). */
export function toMeshView(desired: Desired): MeshView {
  const services = servicesOf(desired.mesh)
  const policies = new Map(desired.policies.map((stored) => [stored.policy.service, stored.policy]))
  const instances = groupBy(desired.instances, (instance) => `${instance.service}|${instance.version}`)
  const faults = groupBy(
    [...desired.faults].sort((a, b) => a.at - b.at || compareText(a.id, b.id)),
    (fault) => fault.service,
  )
  const namedVersions = new Set(desired.policies.flatMap(({ policy }) => versionedCallers(policy)))
  const policyOf = (name: ServiceName): Policy => policies.get(name) ?? defaultPolicy(name, services.get(name))
  const stored = new Map(policies)
  for (const overlay of desired.canaries ?? []) policies.set(overlay.service, overlayPolicy(policyOf(overlay.service), overlay))
  const overlays = groupBy(desired.canaries ?? [], (overlay) => overlay.service)
  const registered = groupBy(desired.instances, (instance) => instance.service)
  return {
    revision: desired.revision,
    services,
    gateways: new Map(desired.mesh.gateways.map((gateway) => [gateway.name, gateway])),
    policyOf,
    versionsOf(name) {
      const declared = services.get(name)?.versions.map((version) => version.name) ?? []
      const routed = policyOf(name).rules.flatMap((rule) => rule.backends.map((backend) => backend.version))
      return distinct([...declared, ...routed])
    },
    mirrorsOf: (name) => distinct(policyOf(name).rules.flatMap((rule) => (rule.mirror ? [rule.mirror.version] : []))),
    endpointsOf(name, version) {
      const declared = services.get(name)?.versions.find((spec) => spec.name === version)?.endpoints ?? []
      const registered = (instances.get(`${name}|${version}`) ?? []).map(({ inbound, zone }) =>
        zone === undefined ? inbound : { ...inbound, zone },
      )
      const byAddress = new Map<string, PlacedEndpoint>(
        [...declared, ...registered].map((endpoint) => [`${endpoint.address}:${endpoint.port}`, endpoint]),
      )
      return sortBy([...byAddress.values()], (endpoint) => `${endpoint.address}:${String(endpoint.port).padStart(5, '0')}`)
    },
    faultsOf: (name) => faults.get(name) ?? [],
    sourcesOf: (name) => [
      services.get(name),
      stored.get(name),
      textOf(overlays.get(name)),
      textOf(faults.get(name)?.map(toFaultSource)),
      textOf(registered.get(name)?.map(({ version, inbound, zone }) => [version, inbound.address, inbound.port, zone])),
    ],
    callerOf: ({ service, version }) => ({
      service,
      version: version !== null && namedVersions.has(versionId(service, version)) ? version : null,
    }),
  }
}

const textOf = (parts: unknown): string => (parts === undefined ? '' : JSON.stringify(parts))

/** A fault without what moves while it runs: its resources hold gates only. */
function toFaultSource({ state, stateReason, outcome, stopping, planned, injected, evidence, revision, ...spec }: Fault): object {
  return spec
}

// Documents are frozen and mostly the same ones as in the last round: what takes a look at all of them is remembered with them.
const servicesByDocument = new WeakMap<MeshDocument, ReadonlyMap<ServiceName, ServiceSpec>>()
const versionedByPolicy = new WeakMap<Policy, readonly string[]>()

function servicesOf(mesh: MeshDocument): ReadonlyMap<ServiceName, ServiceSpec> {
  const known = servicesByDocument.get(mesh)
  if (known) return known
  const services = new Map(sortBy(mesh.services, (service) => service.name).map((service) => [service.name, service]))
  servicesByDocument.set(mesh, services)
  return services
}

/** `shop/frontend@v2` for every caller whose version a rule or a rate limit names. */
function versionedCallers(policy: Policy): readonly string[] {
  const known = versionedByPolicy.get(policy)
  if (known) return known
  const callers = policy.rules.flatMap(({ match, rateLimit }) => [match?.caller, ...(rateLimit?.callers ?? []).map(({ caller }) => caller)])
  const versioned = callers.filter((caller) => caller !== undefined).filter((caller) => caller.includes('@'))
  versionedByPolicy.set(policy, versioned)
  return versioned
}

/** Of two states of one mesh document: a proxy that may call none of these gets the same from both. */
export const changedServices = (before: MeshView, after: MeshView): ServiceName[] =>
  [...after.services.keys()].filter((name) => {
    const sources = before.sourcesOf(name)
    return after.sourcesOf(name).some((source, index) => source !== sources[index])
  })

/** Services this proxy may send to, sorted: its gateway's routes, its service's `calls`, or all where nothing limits it. */
export function callableServices(view: MeshView, identity: ProxyIdentity): readonly ServiceName[] {
  const gateway = gatewayOf(view, identity)
  if (gateway) return distinct(gateway.routes.map((route) => route.service)).filter((name) => view.services.has(name))
  if (identity.role === 'gateway') return []
  const calls = view.services.get(identity.service)?.calls
  return calls ? distinct(calls).filter((name) => view.services.has(name)) : [...view.services.keys()]
}

export const gatewayOf = (view: MeshView, identity: ProxyIdentity): GatewaySpec | undefined =>
  identity.role === 'sidecar' ? undefined : view.gateways.get(identity.service)

const defaultPolicy = (service: ServiceName, spec: ServiceSpec | undefined): Policy => ({
  service,
  rules: [{ name: 'default', backends: [{ version: spec?.versions[0]?.name ?? 'v1', weight: 100 }] }],
})

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const sortBy = <T>(items: readonly T[], key: (item: T) => string): T[] => [...items].sort((a, b) => compareText(key(a), key(b)))
const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText)

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
