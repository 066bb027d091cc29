export type Position = { x: number; y: number }
/** `group`: nodes of one group, e.g. the versions of a service, stand side by side. */
export type Placeable = { id: string; group?: string }
export type PlaceableEdge = { source: string; target: string }

/** Distances in graph pixels: a node is 152 × 44, with room for labels between layers and for a strip on top. */
const columnPx = 190
const layerPx = 130

/**
 * Positions for the nodes that have none, near their placed neighbours: right of a placed one of their group, else a layer below their callers, above their callees where no caller is placed,
 * in the middle of them, moved sideways to the nearest free place. Placed nodes never move and are not in the answer. Deterministic: by id, callers first.
 * For a few new nodes; a first layout of a whole graph is another matter, though it ends well here too. O(new × (edges + nodes)).
 */
export function placeNewNodes(
  placed: Readonly<Record<string, Position>>,
  nodes: readonly Placeable[],
  edges: readonly PlaceableEdge[],
): Record<string, Position> {
  const known = new Map(Object.entries(placed))
  const fresh: Record<string, Position> = {}
  const waiting = nodes.map((node) => node.id).filter((id) => !known.has(id))
  waiting.sort()
  const siblings = toSiblings(nodes)
  while (waiting.length > 0) {
    const next = waiting.find((id) => isBesidePlaced(id, siblings, known)) ?? pickNext(waiting, known, edges)
    waiting.splice(waiting.indexOf(next), 1)
    const position = freePlace(wish(next, known, edges, siblings), known)
    known.set(next, position)
    fresh[next] = position
  }
  return fresh
}

/** Best known first: one with a placed caller, then one with a placed callee, then one nobody waits for. */
function pickNext(waiting: readonly string[], known: ReadonlyMap<string, Position>, edges: readonly PlaceableEdge[]): string {
  const open = new Set(waiting)
  const below = new Set(edges.filter((edge) => known.has(edge.source) && open.has(edge.target)).map((edge) => edge.target))
  const above = new Set(edges.filter((edge) => known.has(edge.target) && open.has(edge.source)).map((edge) => edge.source))
  const called = new Set(edges.filter((edge) => open.has(edge.source) && edge.source !== edge.target).map((edge) => edge.target))
  return (
    waiting.find((id) => below.has(id)) ?? waiting.find((id) => above.has(id)) ?? waiting.find((id) => !called.has(id)) ?? waiting[0] ?? ''
  )
}

type Siblings = ReadonlyMap<string, readonly string[]>

/** Per node the others of its group; nodes without a group are absent. */
function toSiblings(nodes: readonly Placeable[]): Siblings {
  const groups = new Map<string, string[]>()
  for (const { id, group } of nodes) if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), id])
  return new Map([...groups.values()].flatMap((ids) => ids.map((id) => [id, ids.filter((other) => other !== id)] as const)))
}

const isBesidePlaced = (id: string, siblings: Siblings, known: ReadonlyMap<string, Position>): boolean =>
  siblings.get(id)?.some((other) => known.has(other)) ?? false

function wish(id: string, known: ReadonlyMap<string, Position>, edges: readonly PlaceableEdge[], siblings: Siblings): Position {
  const beside = (siblings.get(id) ?? []).flatMap((other) => known.get(other) ?? [])
  const [first] = beside
  if (first) return beside.reduce((rightmost, position) => (position.x > rightmost.x ? position : rightmost), first)
  const at = (ids: string[]): Position[] => [...new Set(ids)].filter((other) => other !== id).flatMap((other) => known.get(other) ?? [])
  const callers = at(edges.filter((edge) => edge.target === id).map((edge) => edge.source))
  const callees = at(edges.filter((edge) => edge.source === id).map((edge) => edge.target))
  if (callers.length > 0) return { x: mean(callers), y: Math.max(...callers.map((position) => position.y)) + layerPx }
  if (callees.length > 0) return { x: mean(callees), y: Math.min(...callees.map((position) => position.y)) - layerPx }
  const all = [...known.values()]
  if (all.length === 0) return { x: 0, y: 0 }
  return { x: Math.max(...all.map((position) => position.x)) + columnPx, y: Math.min(...all.map((position) => position.y)) }
}

const mean = (positions: readonly Position[]): number => positions.reduce((sum, position) => sum + position.x, 0) / positions.length

/** Right and left of the wish in turn, ever farther: some place within n + 1 columns to each side is free. */
function freePlace(wished: Position, known: ReadonlyMap<string, Position>): Position {
  const row = [...known.values()].filter((position) => Math.abs(position.y - wished.y) < layerPx * 0.6)
  for (let step = 0; ; step++) {
    const x = wished.x + (step % 2 === 1 ? 1 : -1) * Math.ceil(step / 2) * columnPx
    if (row.every((position) => Math.abs(position.x - x) >= columnPx * 0.95)) return { x, y: wished.y }
  }
}
