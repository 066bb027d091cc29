import { edgeId } from '@/lib/mesh/names'
import { type FoundNodes, type Grouping, healthRank, type TopologyGroup } from '@/lib/mesh/topology'
import type { EdgeDraft, GraphDraft, NodeDraft } from './graph-draft'
import { chooseGroup, type GroupKey, groupKeys } from './group-key'
import { sumEdges } from './sum-edges'
import { sumNodes } from './sum-nodes'

export type Grouped = { groups: TopologyGroup[]; grouping: Grouping; groupOf: ReadonlyMap<string, TopologyGroup> }

/**
 * Takes the members of closed groups, and the edges between them, out of the draft; edges that reach into a closed group end at it, those of one protocol between the
 * same two ends as one. Every edge is in exactly one drawn one, or inside one group. A group has at least two members. null: nobody asked. O(nodes + edges + bins).
 */
export function groupGraph(draft: GraphDraft): Grouped | null {
  const wish = draft.input.group
  if (!wish) return null
  const counted = { nodes: draft.nodes.size, edges: draft.edges.size }
  const by = chooseGroup(wish.by, counted.nodes)
  const grouping: Grouping = { by, isAuto: wish.by === 'auto', ...counted }
  const groups: TopologyGroup[] = []
  const groupOf = new Map<string, TopologyGroup>()
  for (const { key, members } of gather(draft, groupKeys(by, draft.input.mesh))) {
    const group = sumNodes(key, members, wish.open.has(key.id))
    groups.push(group)
    for (const { node } of members) {
      groupOf.set(node.id, group)
      node.group = group.id
    }
  }
  mergeEdges(draft, groupOf)
  for (const [id, group] of groupOf) if (!group.isOpen) draft.nodes.delete(id)
  groups.sort((a, b) => (a.id < b.id ? -1 : 1))
  return { groups, grouping, groupOf }
}

function gather(draft: GraphDraft, keyOf: (drafted: NodeDraft) => GroupKey | null): { key: GroupKey; members: NodeDraft[] }[] {
  const byId = new Map<string, { key: GroupKey; members: NodeDraft[] }>()
  for (const drafted of draft.nodes.values()) {
    const key = keyOf(drafted)
    if (!key) continue
    const known = byId.get(key.id)
    if (known) known.members.push(drafted)
    else byId.set(key.id, { key, members: [drafted] })
  }
  return [...byId.values()].filter(({ members }) => members.length > 1)
}

function mergeEdges(draft: GraphDraft, groupOf: ReadonlyMap<string, TopologyGroup>): void {
  const bundles = new Map<string, { source: string; target: string; members: EdgeDraft[] }>()
  for (const [id, drafted] of draft.edges) {
    const { edge } = drafted
    const [from, to] = [groupOf.get(edge.source), groupOf.get(edge.target)]
    if (from && from === to) {
      from.edgesInside++
      if (!from.isOpen) draft.edges.delete(id)
      continue
    }
    const source = from && !from.isOpen ? from.id : edge.source
    const target = to && !to.isOpen ? to.id : edge.target
    if (source === edge.source && target === edge.target) continue
    draft.edges.delete(id)
    const name = edgeId(source, target, edge.protocol)
    const bundle = bundles.get(name)
    if (bundle) bundle.members.push(drafted)
    else bundles.set(name, { source, target, members: [drafted] })
  }
  for (const [id, { members, ...ends }] of bundles) {
    const sum = sumEdges(id, ends, members)
    if (sum) draft.edges.set(id, sum)
  }
}

const mostFound = 50

/** The found nodes for a list beside the graph: those in closed groups are nowhere else. */
export function listFound(nodes: ReadonlyMap<string, NodeDraft>, found: readonly string[], groupOf: Grouped['groupOf']): FoundNodes {
  const drafts = found.flatMap((id) => nodes.get(id) ?? [])
  const closedOf = (id: string): string | null => {
    const group = groupOf.get(id)
    return group && !group.isOpen ? group.id : null
  }
  const sorted = drafts.sort(
    (a, b) =>
      healthRank[a.node.health] - healthRank[b.node.health] ||
      (b.node.inbound.requestsPerSecond ?? -1) - (a.node.inbound.requestsPerSecond ?? -1) ||
      (a.node.id < b.node.id ? -1 : 1),
  )
  return {
    total: drafts.length,
    inClosed: drafts.filter(({ node }) => closedOf(node.id) !== null).length,
    first: sorted.slice(0, mostFound).map(({ node: { id, health, healthReasons, inbound } }) => ({
      id,
      health,
      inbound,
      group: closedOf(id),
      reason: healthReasons[0] ?? health,
    })),
  }
}
