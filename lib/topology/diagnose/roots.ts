import { formatRatio } from '@/lib/mesh/format'
import { groupBy } from '@/lib/mesh/group-by'
import type { EdgeDraft, GraphDraft, NodeDraft } from '../graph-draft'

/** An edge that hurts, and by how much per second. */
export type Hurt = { drafted: EdgeDraft; perSecond: number }
/** Hurt edges into one node that nothing further down explains, the worst first, and those above that feel it, nearest first. below: what part of it what it calls may explain, 0..1; 0: nothing it calls is hurt. */
export type Root = { target: NodeDraft; hurts: Hurt[]; victims: string[]; below: number }

/** From this part of what comes in on, what goes wrong further down explains it. */
const explainedShare = 0.5

/**
 * Groups hurt edges at their deepest cause: an edge is a root unless the node it leads to is hurt by what it calls itself, by half of what its own callers feel or more.
 * Nodes that hurt each other in a ring are roots by the edge that hurts most. O(edges).
 */
export function findRoots(draft: GraphDraft, hurts: readonly Hurt[]): Root[] {
  const [into, outOf] = [groupBy(hurts, ({ drafted }) => drafted.target.node.id), groupBy(hurts, ({ drafted }) => drafted.source.node.id)]
  const sum = (list: readonly Hurt[] | undefined): number => (list ?? []).reduce((total, { perSecond }) => total + perSecond, 0)
  const isRoot = (id: string): boolean => sum(outOf.get(id)) < explainedShare * sum(into.get(id))
  const roots: Root[] = []
  const told = new Set<string>()
  const add = (id: string): void => {
    const target = draft.nodes.get(id)
    const own = [...(into.get(id) ?? [])].sort((a, b) => b.perSecond - a.perSecond)
    if (!target) return
    const victims = victimsOf(own, into)
    for (const edge of [...own.map(({ drafted }) => drafted.edge.id), ...victims]) told.add(edge)
    roots.push({ target, hurts: own, victims, below: Math.min(1, sum(outOf.get(id)) / sum(own)) })
  }
  for (const id of into.keys()) if (isRoot(id)) add(id)
  for (const { drafted } of [...hurts].sort((a, b) => b.perSecond - a.perSecond))
    if (!told.has(drafted.edge.id)) add(drafted.target.node.id)
  return roots
}

/** What is said of the callees of a root: `nothing` only where none of them is hurt. */
export const belowWords = (below: number, nothing: string): string =>
  below > 0 ? `what it calls explains up to ${formatRatio(below)} of it` : nothing

/** Up from the root through edges that are hurt too. */
function victimsOf(own: readonly Hurt[], into: ReadonlyMap<string, readonly Hurt[]>): string[] {
  const seen = new Set<string>()
  let frontier = own.map(({ drafted }) => drafted.source.node.id)
  const victims: string[] = []
  while (frontier.length > 0) {
    const next: string[] = []
    for (const id of frontier) {
      if (seen.has(id)) continue
      seen.add(id)
      for (const { drafted } of into.get(id) ?? []) {
        victims.push(drafted.edge.id)
        next.push(drafted.source.node.id)
      }
    }
    frontier = next
  }
  return [...new Set(victims)]
}
