import type { TopologyInput } from '@/lib/api/contracts/topology'
import type { Topology } from '@/lib/mesh/topology'
import { buildTopology } from '@/lib/topology/build'
import { readRunningCanaries, withCanaryWeights } from '../canaries/read-running'
import type { Ctx } from '../ctx'
import { listDrift } from '../drift/list'
import { noMesh } from '../policies/read-desired'
import { readFleet } from '../proxies/read-fleet'
import { refuseUnknown } from './refuse-unknown'

export async function getTopology(ctx: Ctx, input: TopologyInput): Promise<Topology> {
  const { steer, series } = ctx.store
  const [mesh, policies, faults, canaries, drift, proxies] = await Promise.all([
    steer.mesh.get(),
    steer.policies.list(),
    steer.faults.list({ active: true, limit: 1000 }),
    readRunningCanaries(steer),
    listDrift(ctx, { ignored: false }),
    readFleet(ctx),
  ])
  const graph = buildTopology({
    from: input.from,
    to: input.to,
    now: ctx.now(),
    view: input.view,
    totals: series.totals(input.from, input.to),
    mesh: mesh?.document ?? noMesh,
    policies: withCanaryWeights(
      policies.map((stored) => stored.policy),
      canaries,
    ),
    proxies,
    faults,
    canaries,
    drift,
    scrapeIntervalMs: ctx.scrapeIntervalMs,
    filter: { namespace: input.namespace, focus: input.focus, depth: input.depth, find: input.find, hide: input.hide },
    group: input.group,
    edges: input.edges,
  })
  const isEmpty = graph.nodes.length === 0 && (graph.groups ?? []).length === 0
  if (input.focus !== undefined && isEmpty) await refuseUnknown(ctx, 'focus', [input.focus], input)
  return graph
}
