import type { Point } from '../scene/edge-geometry'
import { smallHeight, smallWidth } from '../scene/scene-groups'

type Edge = { source: string; target: string }

const cell = { width: smallWidth + 28, height: smallHeight + 30 }
export const framePadding = { x: 16, top: 46, bottom: 18 }

/** Rows such that the frame is a little wider than high. */
const rowsFor = (count: number): number => Math.ceil(count / Math.max(2, Math.round(Math.sqrt(0.42 * count))))

/** Column by column. */
const placeOf = (index: number, rows: number): Point => ({
  x: framePadding.x + smallWidth / 2 + Math.floor(index / rows) * cell.width,
  y: framePadding.top + smallHeight / 2 + (index % rows) * cell.height,
})

/**
 * Places of the members of an open group, from the frame's top left corner: a grid that is read along the calls, callers left of callees, and in each column near whom
 * they are called by. Those that stand somewhere already keep their place; others take the first free ones. Deterministic. O(members² + edges).
 */
export function placeInside(ids: readonly string[], edges: readonly Edge[], known: ReadonlyMap<string, Point>): Map<string, Point> {
  const places = new Map<string, Point>()
  for (const id of ids) {
    const at = known.get(id)
    if (at) places.set(id, at)
  }
  const missing = ids.filter((id) => !places.has(id))
  if (missing.length === 0) return places
  const rows = rowsFor(ids.length)
  if (places.size === 0) {
    for (const [index, id] of arrange(ids, edges, rows).entries()) places.set(id, placeOf(index, rows))
    return places
  }
  let index = 0
  for (const id of [...missing].sort()) {
    while ([...places.values()].some((at) => covers(at, placeOf(index, rows)))) index++
    places.set(id, placeOf(index, rows))
  }
  return places
}

const covers = (a: Point, b: Point): boolean => Math.abs(a.x - b.x) < smallWidth + 6 && Math.abs(a.y - b.y) < smallHeight + 6

/** In the order of their depth below the first callers, each column sorted by where its callers stand. */
function arrange(ids: readonly string[], edges: readonly Edge[], rows: number): string[] {
  const depth = depths(ids, edges)
  const sorted = [...ids].sort((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0) || (a < b ? -1 : 1))
  const callers = new Map<string, string[]>()
  for (const { source, target } of edges) callers.set(target, [...(callers.get(target) ?? []), source])
  const heights = new Map<string, number>()
  const arranged: string[] = []
  for (let start = 0; start < sorted.length; start += rows) {
    const wish = (id: string): number => {
      const known = (callers.get(id) ?? []).flatMap((caller) => heights.get(caller) ?? [])
      return known.length === 0 ? rows / 2 : known.reduce((sum, at) => sum + at, 0) / known.length
    }
    const column = sorted.slice(start, start + rows).sort((a, b) => wish(a) - wish(b) || (a < b ? -1 : 1))
    column.forEach((id, at) => {
      heights.set(id, at)
    })
    arranged.push(...column)
  }
  return arranged
}

/** Longest way from a member that no other calls; ways in circles count up to the number of members. */
function depths(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const own = new Set(ids)
  const inside = edges.filter(({ source, target }) => own.has(source) && own.has(target) && source !== target)
  const open = new Map<string, number>()
  const callees = new Map<string, string[]>()
  for (const { source, target } of inside) {
    open.set(target, (open.get(target) ?? 0) + 1)
    callees.set(source, [...(callees.get(source) ?? []), target])
  }
  const depth = new Map<string, number>()
  const waiting = new Set([...ids].sort())
  while (waiting.size > 0) {
    // Where all that wait are called by others that wait, they call in a circle: the first of them begins it.
    const free = [...waiting].filter((id) => (open.get(id) ?? 0) <= 0)
    for (const id of free.length > 0 ? free : [...waiting].slice(0, 1)) {
      waiting.delete(id)
      const at = depth.get(id) ?? 0
      depth.set(id, at)
      for (const callee of callees.get(id) ?? []) {
        open.set(callee, (open.get(callee) ?? 1) - 1)
        if (waiting.has(callee)) depth.set(callee, Math.max(depth.get(callee) ?? 0, at + 1))
      }
    }
  }
  return depth
}

/** How large the frame is that holds these places; never smaller than the head needs. */
export function frameSize(places: Iterable<Point>, least: number): { width: number; height: number } {
  let [right, bottom] = [0, 0]
  for (const { x, y } of places) {
    right = Math.max(right, x + smallWidth / 2)
    bottom = Math.max(bottom, y + smallHeight / 2)
  }
  return {
    width: Math.max(least, right + framePadding.x),
    height: Math.max(framePadding.top + framePadding.bottom, bottom + framePadding.bottom),
  }
}
