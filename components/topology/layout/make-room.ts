import type { Point } from '../scene/edge-geometry'

export type Rectangle = { left: number; top: number; width: number; height: number }
export type Growth = { id: string; width: number; height: number }
/** One item grew: what lay right of `right` or below `bottom` was moved by so much. */
type Step = { id: string; left: number; top: number; right: number; bottom: number; byX: number; byY: number }
export type Room = { rectangles: Map<string, Rectangle>; steps: Step[] }

/**
 * Lets some rectangles grow, each from its top left corner, one after the other by id. All that lay wholly right of one moves right by what it grew, all wholly below moves
 * down: nothing overlaps that did not before, nothing changes its side, and taken back it is as it was. O(growths × rectangles).
 */
export function makeRoom(before: ReadonlyMap<string, Rectangle>, growths: readonly Growth[]): Room {
  const rectangles = new Map([...before].map(([id, rectangle]) => [id, { ...rectangle }]))
  const steps: Step[] = []
  for (const growth of [...growths].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const grown = rectangles.get(growth.id)
    if (!grown) continue
    const { left, top, width, height } = grown
    const step = {
      id: growth.id,
      left,
      top,
      right: left + width,
      bottom: top + height,
      byX: Math.max(0, growth.width - width),
      byY: Math.max(0, growth.height - height),
    }
    for (const [id, other] of rectangles) {
      if (id === growth.id) continue
      if (other.left >= step.right) other.left += step.byX
      if (other.top >= step.bottom) other.top += step.byY
    }
    grown.width = Math.max(width, growth.width)
    grown.height = Math.max(height, growth.height)
    steps.push(step)
  }
  return { rectangles, steps }
}

/** Where the top left corner of an item that stands there now stood before any grew. Beside a grown one, where nothing stood before, it is the nearer side. */
export function withoutRoom({ steps }: Room, id: string, at: Point): Point {
  let { x, y } = at
  for (const step of [...steps].reverse()) {
    if (step.id === id) continue
    x = back(x, step.right, step.byX)
    y = back(y, step.bottom, step.byY)
  }
  return { x, y }
}

function back(at: number, from: number, by: number): number {
  if (at < from) return at
  if (at >= from + by) return at - by
  return at - from < by / 2 ? from - 1 : from
}
