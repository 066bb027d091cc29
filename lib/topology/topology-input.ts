import type { Drift } from '@/lib/mesh/drift'
import type { Fault } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { GroupBy, TopologyView } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { FindExpression } from './find/find-expression'
import type { Tolerances } from './tolerances'

export type TopologyFilter = {
  /** Nodes of this namespace and the edges between them. */
  namespace?: string | undefined
  /** A node id, or a service whose versions or instances are meant. */
  focus?: string | undefined
  /** Hops around the focus, in both directions. */
  depth?: number | undefined
  /** What is marked, and what is left out: what is hidden is not found. */
  find?: FindExpression | null | undefined
  hide?: FindExpression | null | undefined
}

/** auto: by namespace above 150 nodes, else not. open: ids of groups whose members are wanted; unknown ones are nobody's. */
export type GroupWish = { by: GroupBy | 'auto'; open: ReadonlySet<string> }

/** Everything the graph is built from. `totals` are the sums of the windows that overlap [from, to]. */
export type TopologyInput = {
  from: Millis
  to: Millis
  now: Millis
  view: TopologyView
  totals: readonly EdgeTotal[]
  mesh: MeshDocument
  policies: readonly Policy[]
  proxies: readonly MeshProxy[]
  /** Ended ones and drafts are ignored. */
  faults: readonly Fault[]
  /** What runs and nobody asked for; ignored ones left out. */
  drift?: readonly Pick<Drift, 'proxyId' | 'service' | 'sentence'>[] | undefined
  /** Those that have not ended, in words. */
  canaries?: readonly { service: ServiceName; version: string; text: string }[] | undefined
  scrapeIntervalMs: number
  filter?: TopologyFilter | undefined
  group?: GroupWish | undefined
  /** readable: without the weakest edges of a graph that has more than can be told apart. */
  edges?: 'all' | 'readable' | undefined
  /** Per service; the default where it says nothing. */
  tolerances?: ((service: ServiceName) => Tolerances) | undefined
}
