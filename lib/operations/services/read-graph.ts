import type { Fault } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Millis } from '@/lib/mesh/names'
import type { StoredPolicy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { Topology, TopologyView } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import { buildTopology, draftTopology } from '@/lib/topology/build'
import type { GraphDraft } from '@/lib/topology/graph-draft'
import { type RunningCanary, readRunningCanaries, withCanaryWeights } from '../canaries/read-running'
import type { Ctx } from '../ctx'
import { noMesh } from '../policies/read-desired'
import { readFleet } from '../proxies/read-fleet'

/** What a page about services is made of: the state, and the graph of any view over the range. */
export type Graph = {
  mesh: MeshDocument
  policies: StoredPolicy[]
  faults: Fault[]
  canaries: RunningCanary[]
  proxies: MeshProxy[]
  totals: EdgeTotal[]
  view(view: TopologyView): Topology
  /** The same with what it is made of. */
  draft(view: TopologyView): GraphDraft
}

export async function readGraph(ctx: Ctx, range: { from: Millis; to: Millis }): Promise<Graph> {
  const { steer, series } = ctx.store
  const [stored, policies, faults, canaries, proxies] = await Promise.all([
    steer.mesh.get(),
    steer.policies.list(),
    steer.faults.list({ active: true, limit: 1000 }),
    readRunningCanaries(steer),
    readFleet(ctx),
  ])
  const mesh = stored?.document ?? noMesh
  const totals = series.totals(range.from, range.to)
  const input = {
    ...range,
    now: ctx.now(),
    totals,
    mesh,
    policies: withCanaryWeights(
      policies.map(({ policy }) => policy),
      canaries,
    ),
    proxies,
    faults,
    canaries,
  }
  return {
    mesh,
    policies,
    faults,
    canaries,
    proxies,
    totals,
    view: (view) => buildTopology({ ...input, view, scrapeIntervalMs: ctx.scrapeIntervalMs }),
    draft: (view) => draftTopology({ ...input, view, scrapeIntervalMs: ctx.scrapeIntervalMs }),
  }
}
