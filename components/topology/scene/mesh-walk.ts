import type { Placed } from './edge-geometry'
import { flowOf } from './flow'
import type { Scene } from './scene-model'

/**
 * A node with all that calls it and all it calls, through any number of edges; an edge with its ends; an open group with its members and what they are next to. The ids of nodes
 * and edges. O(nodes + edges).
 */
export function pathThrough(scene: Scene, id: string): Set<string> {
  const lit = new Set<string>([id])
  const frame = scene.frames.find((each) => each.id === id)
  if (frame) {
    const members = new Set(frame.ids)
    for (const member of members) lit.add(member)
    for (const edge of scene.edges)
      if (members.has(edge.source) || members.has(edge.target)) for (const each of [edge.id, edge.source, edge.target]) lit.add(each)
    return lit
  }
  const edge = scene.edges.find((each) => each.id === id)
  if (edge) {
    for (const end of [edge.source, edge.target]) lit.add(end)
    return lit
  }
  walk(scene, id, lit, 'down')
  walk(scene, id, lit, 'up')
  return lit
}

function walk(scene: Scene, start: string, lit: Set<string>, way: 'down' | 'up'): void {
  const next = new Map<string, { edge: string; node: string }[]>()
  for (const edge of scene.edges) {
    const [from, to] = way === 'down' ? [edge.source, edge.target] : [edge.target, edge.source]
    next.set(from, [...(next.get(from) ?? []), { edge: edge.id, node: to }])
  }
  const seen = new Set<string>([start])
  const queue = [start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const step of next.get(id) ?? []) {
      lit.add(step.edge)
      lit.add(step.node)
      if (seen.has(step.node)) continue
      seen.add(step.node)
      queue.push(step.node)
    }
  }
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/**
 * Where an arrow key leads: the way that calls are read, down or to the right, along edges to the nearest callee, and back to the nearest caller; across it to the nearest
 * node on that side. null: nowhere.
 */
export function stepFrom(scene: Scene, placed: Placed, id: string, arrow: Arrow): string | null {
  const here = placed.get(id)
  if (!here) return scene.nodes[0]?.id ?? null
  const isAcross = flowOf(scene) === 'right'
  const [on, back] = isAcross ? (['ArrowRight', 'ArrowLeft'] as const) : (['ArrowDown', 'ArrowUp'] as const)
  if (arrow === on || arrow === back) {
    const ends = scene.edges.flatMap((edge) => {
      if (arrow === on && edge.source === id) return [edge.target]
      return arrow === back && edge.target === id ? [edge.source] : []
    })
    return nearest(ends, placed, here, () => true)
  }
  const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1
  const others = scene.nodes.map((node) => node.id).filter((each) => each !== id)
  return nearest(others, placed, here, (dx, dy) => {
    const [along, aside] = isAcross ? [dy, dx] : [dx, dy]
    return along * sign > 0 && Math.abs(aside) <= Math.abs(along) * 1.5
  })
}

function nearest(
  ids: readonly string[],
  placed: Placed,
  here: { x: number; y: number },
  fits: (dx: number, dy: number) => boolean,
): string | null {
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const id of ids) {
    const at = placed.get(id)
    if (!at) continue
    const dx = at.x - here.x
    const dy = at.y - here.y
    const distance = dx * dx + dy * dy * 2
    if (!fits(dx, dy) || distance >= least) continue
    least = distance
    best = id
  }
  return best
}
