import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import type { ServiceName } from '@/lib/mesh/names'
import type { ResourceChange } from '@/lib/mesh/plan'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { adminWeights } from './admin-weights'
import { capabilities } from './capabilities'
import { createCompileMemory } from './compile/compile-memory'
import { createProxyCompiler } from './compile/compile-proxy'
import { toWeightKeyPrefix } from './compile/compile-route'
import { compileRuntime } from './compile/compile-runtime'
import { callableServices, changedServices, gatewayOf, type MeshView, toMeshView } from './compile/mesh-view'
import type { CompiledResource } from './compiled-resource'
import type { ResourceType } from './resource-type'

/** The pure half of the control plane: what it would send, and to whom. It opens nothing and knows no gRPC. */
export const xdsDriver: Pick<ControlPlane, 'consumers' | 'compare' | 'capabilities'> &
  Required<Pick<ControlPlane, 'adminWeights' | 'isWeightKey'>> = {
  consumers,
  compare,
  capabilities,
  adminWeights,
  isWeightKey: (_, identity, service, key) => isSteered(identity) && key.startsWith(toWeightKeyPrefix(service, '')),
}

const isSteered = (identity: ProxyIdentity): boolean => identity.kind === 'envoy' && !identity.isStatic

// Loops ask for the consumers of many services of one desired state, over and over.
const views = new WeakMap<Desired, MeshView>()

function viewOf(desired: Desired): MeshView {
  const view = views.get(desired) ?? toMeshView(desired)
  views.set(desired, view)
  return view
}

function consumers(desired: Desired, service: ServiceName, proxies: readonly ProxyIdentity[]): { id: string; why: string }[] {
  const view = viewOf(desired)
  return proxies.filter(isSteered).flatMap((identity) => {
    if (!callableServices(view, identity).includes(service)) return []
    if (gatewayOf(view, identity)) return [{ id: identity.id, why: `gateway ${identity.service} routes to ${service}` }]
    const isNamed = view.services.get(identity.service)?.calls !== undefined
    return [{ id: identity.id, why: isNamed ? `${identity.service} calls ${service}` : `${identity.service} may call every service` }]
  })
}

// A cache by identity: it changes no answer, only how long a plan takes, as most services are the same in both states and in the next plan.
const memory = createCompileMemory()

function compare(before: Desired, after: Desired, proxies: readonly ProxyIdentity[]): ResourceChange[] {
  const [old, fresh] = [toMeshView(before), toMeshView(after)]
  const [former, latter] = [createProxyCompiler(old, memory), createProxyCompiler(fresh, memory)]
  const changed = before.mesh === after.mesh ? new Set(changedServices(old, fresh)) : null
  const isOwnSame = (changed && !hasTcp(fresh, changed)) || former.ownKey === latter.ownKey
  const isLayerSame = JSON.stringify(before.faults) === JSON.stringify(after.faults)
  const changes = new Map<string, ResourceChange>()
  const count = (found: readonly Difference[]): void => {
    for (const { type, name, change } of found) {
      const known = changes.get(`${type} ${name} ${change}`)
      if (known) known.proxies += 1
      else changes.set(`${type} ${name} ${change}`, { type, name, change, proxies: 1 })
    }
  }
  const differ = createDiffer()
  for (const identity of proxies.filter(isSteered)) {
    if (changed === null || callableServices(fresh, identity).some((name) => changed.has(name))) {
      const [was, now] = [former.shared(identity), latter.shared(identity)]
      for (const part of ['clusters', 'endpoints', 'routes'] as const) count(differ(was[part], now[part]))
    }
    if (!isOwnSame) {
      const [was, now] = [former.own(identity), latter.own(identity)]
      for (const part of ['clusters', 'listeners'] as const) count(differ(was[part], now[part]))
    }
    if (!isLayerSame) count(differ([compileRuntime(before.faults, identity.service)], [compileRuntime(after.faults, identity.service)]))
  }
  return [...changes.values()]
}

const hasTcp = (view: MeshView, names: ReadonlySet<ServiceName>): boolean =>
  [...names].some((name) => view.services.get(name)?.protocol === 'tcp')

type Difference = { type: ResourceType; name: string; change: ResourceChange['change'] }

/** Arrays that many proxies share are compared once. */
function createDiffer(): (before: readonly CompiledResource[], after: readonly CompiledResource[]) => readonly Difference[] {
  const known = new WeakMap<object, WeakMap<object, readonly Difference[]>>()
  return (before, after) => {
    if (before === after) return []
    const ofBefore = known.get(before) ?? new WeakMap<object, readonly Difference[]>()
    known.set(before, ofBefore)
    const found = ofBefore.get(after) ?? diffResources(before, after)
    ofBefore.set(after, found)
    return found
  }
}

function diffResources(before: readonly CompiledResource[], after: readonly CompiledResource[]): readonly Difference[] {
  const old = new Map(before.map((resource) => [resource.name, resource]))
  const fresh = new Set(after.map((resource) => resource.name))
  const removed = before.filter((resource) => !fresh.has(resource.name))
  const changed = after.flatMap(({ type, name, ...rest }): Difference[] => {
    const former = old.get(name)
    if (!former) return [{ type, name, change: 'added' }]
    if (former.json === rest.json && former.virtualHosts === rest.virtualHosts && former.filterChains === rest.filterChains) return []
    return textOf(former) === textOf(rest) ? [] : [{ type, name, change: 'changed' }]
  })
  return [...changed, ...removed.map(({ type, name }): Difference => ({ type, name, change: 'removed' }))]
}

const textOf = ({ json, virtualHosts, filterChains }: Pick<CompiledResource, 'json' | 'virtualHosts' | 'filterChains'>): string =>
  JSON.stringify([json, virtualHosts, filterChains])
