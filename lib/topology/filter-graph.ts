import type { FindExpression } from './find/find-expression'
import { matchFind } from './find/match-find'
import type { Enricher, GraphDraft } from './graph-draft'

/** Leaves the asked namespace, or the surroundings of the focus, without what is to be hidden; edges go with either of their ends. An unknown focus leaves nothing. */
export const filterGraph: Enricher = (draft) => {
  const { filter } = draft.input
  if (filter?.namespace !== undefined) {
    const { namespace } = filter
    keep(draft, new Set([...draft.nodes.values()].filter(({ node }) => node.namespace === namespace).map(({ node }) => node.id)))
  }
  if (filter?.focus !== undefined) keep(draft, around(draft, filter.focus, filter.depth ?? 1))
  if (filter?.hide) draft.hidden = hide(draft, filter.hide)
}

function hide(draft: GraphDraft, expression: FindExpression): { nodes: number; edges: number } {
  const before = { nodes: draft.nodes.size, edges: draft.edges.size }
  const { nodes, edges } = matchFind(expression, graphOf(draft))
  for (const id of edges) draft.edges.delete(id)
  keep(draft, new Set([...draft.nodes.keys()].filter((id) => !nodes.has(id))))
  return { nodes: before.nodes - draft.nodes.size, edges: before.edges - draft.edges.size }
}

/** What find looks at. */
export const graphOf = (draft: GraphDraft) => ({
  nodes: Array.from(draft.nodes.values(), ({ node }) => node),
  edges: Array.from(draft.edges.values(), ({ edge }) => edge),
})

function around(draft: GraphDraft, focus: string, depth: number): Set<string> {
  let frontier = [...draft.nodes.values()]
    .filter(({ node, service }) => node.id === focus || service === focus || node.id.startsWith(`${focus}/`))
    .map(({ node }) => node.id)
  const kept = new Set(frontier)
  const neighbours = new Map<string, string[]>()
  for (const { edge } of draft.edges.values()) {
    neighbours.set(edge.source, [...(neighbours.get(edge.source) ?? []), edge.target])
    neighbours.set(edge.target, [...(neighbours.get(edge.target) ?? []), edge.source])
  }
  for (let hop = 0; hop < depth; hop++) {
    frontier = frontier.flatMap((id) => neighbours.get(id) ?? []).filter((id) => !kept.has(id))
    for (const id of frontier) kept.add(id)
  }
  return kept
}

function keep(draft: GraphDraft, ids: ReadonlySet<string>): void {
  for (const id of draft.nodes.keys()) if (!ids.has(id)) draft.nodes.delete(id)
  for (const [id, { edge }] of draft.edges) if (!ids.has(edge.source) || !ids.has(edge.target)) draft.edges.delete(id)
}
