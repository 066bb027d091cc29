import { isUnwell, type TopologyEdge } from '@/lib/mesh/topology'
import type { GraphDraft } from './graph-draft'

const least = 60
const most = 300

/** How many edges can be told apart in a drawing of so many nodes. */
export const readableEdges = (nodes: number): number => Math.max(least, Math.min(most, Math.round(nodes * 1.5)))

/**
 * Leaves out the weakest edges of a graph that has more than can be read, and answers how many. Never left out: what is not well or has such an edge merged into
 * it, what is injected into, and the strongest edge into each node. Strength is requests, or connections, per second; what is not known counts as weakest.
 */
export function dropWeaker(draft: Pick<GraphDraft, 'edges'>, limit: number): number {
  if (draft.edges.size <= limit) return 0
  const edges = Array.from(draft.edges.values()).sort((a, b) => strength(b.edge) - strength(a.edge) || (a.edge.id < b.edge.id ? -1 : 1))
  const kept = new Set<string>()
  const reached = new Set<string>()
  for (const { edge, unwell } of edges) {
    const isLoud = isUnwell(edge.health) || (unwell ?? 0) > 0 || (edge.injectedPerSecond ?? 0) > 0
    if (isLoud || !reached.has(edge.target)) kept.add(edge.id)
    reached.add(edge.target)
  }
  for (const { edge } of edges) {
    if (kept.size >= limit) break
    kept.add(edge.id)
  }
  const before = draft.edges.size
  for (const id of draft.edges.keys()) if (!kept.has(id)) draft.edges.delete(id)
  return before - draft.edges.size
}

const strength = (edge: TopologyEdge): number => edge.requestsPerSecond ?? edge.connectionsPerSecond ?? -1
