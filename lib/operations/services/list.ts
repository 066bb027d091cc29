import type { ListServicesInput } from '@/lib/api/contracts/services'
import type { ServiceSummary } from '@/lib/mesh/service-view'
import type { Ctx } from '../ctx'
import { judgeSlos } from '../slos/judge-slos'
import { readGraph } from './read-graph'
import { toSummary } from './to-summary'

export async function listServices(ctx: Ctx, input: ListServicesInput): Promise<{ services: ServiceSummary[]; simulated: boolean }> {
  const graph = await readGraph(ctx, input)
  const topology = graph.view('service')
  const slos = new Map(judgeSlos(ctx, await ctx.store.steer.slos.list()).map((status) => [status.slo.service, status]))
  return { services: topology.nodes.map((node) => toSummary(graph, node, slos.get(node.id) ?? null)), simulated: topology.simulated }
}
