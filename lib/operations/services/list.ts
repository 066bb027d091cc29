import type { ListServicesInput } from '@/lib/api/contracts/services'
import type { ServiceSummary } from '@/lib/mesh/service-view'
import type { Ctx } from '../ctx'
import { readGraph } from './read-graph'
import { toSummary } from './to-summary'

export async function listServices(ctx: Ctx, input: ListServicesInput): Promise<{ services: ServiceSummary[]; simulated: boolean }> {
  const graph = await readGraph(ctx, input)
  const topology = graph.view('service')
  return { services: topology.nodes.map((node) => toSummary(graph, node)), simulated: topology.simulated }
}
