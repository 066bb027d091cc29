import type { TopologyEdgeWire, TopologyNodeWire } from '@/lib/api/topology'

export type PathEnd = { id: string; node: TopologyNodeWire | null; others: number }
/** Whose calls meet a fault: who calls the caller, the caller, the target; `others`: how many more there are beside the busiest. null: nobody is known. */
export type FaultPath = { above: PathEnd | null; caller: PathEnd | null; target: PathEnd }
type Graph = { nodes: readonly TopologyNodeWire[]; edges: readonly TopologyEdgeWire[] }

/** The way that most requests take into a fault, from a graph in the service view. */
export function faultPath(fault: { service: string; caller?: string | undefined }, graph: Graph): FaultPath {
  const caller = fault.caller === undefined ? busiestCaller(fault.service, graph) : endOf(fault.caller, 0, graph)
  return { above: caller && busiestCaller(caller.id, graph), caller, target: endOf(fault.service, 0, graph) }
}

function busiestCaller(service: string, graph: Graph): PathEnd | null {
  const [first, ...others] = graph.edges
    .filter(({ source, target }) => target === service && source !== service)
    .sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) || (a.source < b.source ? -1 : 1))
  return first ? endOf(first.source, others.length, graph) : null
}

const endOf = (id: string, others: number, { nodes }: Graph): PathEnd => ({
  id,
  node: nodes.find((node) => node.id === id) ?? null,
  others,
})
