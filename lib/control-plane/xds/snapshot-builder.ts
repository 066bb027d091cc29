import type { Desired } from '@/lib/control-plane/control-plane'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Snapshot } from './ads-stream'
import { createCompileMemory } from './compile/compile-memory'
import { createProxyCompiler, type ProxyCompiler } from './compile/compile-proxy'
import { callableServices, changedServices, type MeshView, toMeshView } from './compile/mesh-view'
import type { ResourceEncoder } from './resource-encoder'
import { joinSets, type ResourceSet } from './resource-set'

/** Turns one desired state into each proxy's snapshot. A snapshot that is still right is answered again, with the new revision, without compiling. */
export type SnapshotBuilder = { build(identity: ProxyIdentity, former: BuiltSnapshot | null): BuiltSnapshot }

/** `mesh` and `view` are those it was built from, `names` the services it holds; of a proxy that knows its zone also its own. */
export type BuiltSnapshot = Snapshot & {
  readonly ownKey: string
  readonly sharedClusters: ResourceSet
  readonly ownClusters: ResourceSet
  readonly mesh: MeshDocument
  readonly view: MeshView
  readonly names: readonly ServiceName[]
}

/** `memory` is kept from state to state, so that only what changed is compiled. */
export function createSnapshotBuilder(desired: Desired, encoder: ResourceEncoder, memory = createCompileMemory()): SnapshotBuilder {
  const { mesh, revision } = desired
  const view = toMeshView(desired)
  const compiler: ProxyCompiler = createProxyCompiler(view, memory)
  const changedSince = createChanges(view)
  const own = (identity: ProxyIdentity): Pick<BuiltSnapshot, 'ownClusters' | 'LDS'> => {
    const { clusters, listeners } = compiler.own(identity)
    return { ownClusters: encoder.encodeSet(clusters), LDS: encoder.encodeSet(listeners) }
  }
  return {
    build(identity, former) {
      if (former && former.mesh === mesh && !former.names.some((name) => changedSince(former.view).has(name)))
        return { ...former, revision, view }
      const shared = compiler.shared(identity)
      const callable = callableServices(view, identity)
      const sharedClusters = encoder.encodeSet(shared.clusters)
      const { ownClusters, LDS } = former && former.ownKey === compiler.ownKey ? former : own(identity)
      const isSame = former?.sharedClusters === sharedClusters && former.ownClusters === ownClusters
      return {
        revision,
        mesh,
        view,
        names: identity.zone === undefined ? callable : [...callable, identity.service],
        ownKey: compiler.ownKey,
        sharedClusters,
        ownClusters,
        CDS: isSame ? former.CDS : joinSets(sharedClusters, ownClusters),
        EDS: encoder.encodeSet(shared.endpoints),
        LDS,
        RDS: encoder.encodeSet(shared.routes),
      }
    },
  }
}

/** Most snapshots come from one and the same former state. */
function createChanges(view: MeshView): (former: MeshView) => ReadonlySet<ServiceName> {
  const known = new Map<MeshView, ReadonlySet<ServiceName>>()
  return (former) => {
    const changed = known.get(former) ?? new Set(changedServices(former, view))
    known.set(former, changed)
    return changed
  }
}
