import type { Desired } from '@/lib/control-plane/control-plane'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Snapshot } from './ads-stream'
import { createCompileMemory } from './compile/compile-memory'
import { createProxyCompiler, type ProxyCompiler } from './compile/compile-proxy'
import { toMeshView } from './compile/mesh-view'
import type { ResourceEncoder } from './resource-encoder'
import { joinSets, type ResourceSet } from './resource-set'

/** Turns one desired state into each proxy's snapshot. A snapshot that is still right is answered again, with the new revision, without encoding. */
export type SnapshotBuilder = { build(identity: ProxyIdentity, former: BuiltSnapshot | null): BuiltSnapshot }

export type BuiltSnapshot = Snapshot & { readonly ownKey: string; readonly sharedClusters: ResourceSet; readonly ownClusters: ResourceSet }

/** `memory` is kept from state to state, so that only what changed is compiled. */
export function createSnapshotBuilder(desired: Desired, encoder: ResourceEncoder, memory = createCompileMemory()): SnapshotBuilder {
  const compiler: ProxyCompiler = createProxyCompiler(toMeshView(desired), memory)
  const own = (identity: ProxyIdentity): Pick<BuiltSnapshot, 'ownClusters' | 'LDS'> => {
    const { clusters, listeners } = compiler.own(identity)
    return { ownClusters: encoder.encodeSet(clusters), LDS: encoder.encodeSet(listeners) }
  }
  return {
    build(identity, former) {
      const shared = compiler.shared(identity)
      const sharedClusters = encoder.encodeSet(shared.clusters)
      const { ownClusters, LDS } = former && former.ownKey === compiler.ownKey ? former : own(identity)
      const isSame = former?.sharedClusters === sharedClusters && former.ownClusters === ownClusters
      return {
        revision: desired.revision,
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
