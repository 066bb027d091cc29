import { type Curve, type Point, pointAt } from './edge-geometry'

export type Box = { x: number; y: number; width: number; height: number }
/** A label that wants to stand on its edge. `isLoud`: it is shown whatever it covers. */
export type LabelWish = { id: string; width: number; height: number; isLoud: boolean; curves: readonly Curve[] }
/** Where along the edge (0..1) and where in model coordinates a label stands. */
export type LabelPlace = { t: number; box: Box }

const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73]
const samples = 32
const margin = 2

/**
 * A place on its edge for each label, in the order of `wishes`: at the middle, else nearer to an end, such that it covers no node, no label before it
 * and no other edge. A quiet label without such a place has none; a loud one gets the least bad. The former place is tried first, so that live numbers
 * move no label. `lines` are the curves that may not be covered. O(wishes × (nodes + lines)).
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  nodes: readonly Box[],
  lines: ReadonlyMap<string, readonly Curve[]>,
  former: ReadonlyMap<string, number>,
): Map<string, LabelPlace> {
  const traced = [...lines].map(([id, curves]) => ({ id, curves: curves.map(trace) }))
  const taken: Box[] = []
  const places = new Map<string, LabelPlace>()
  for (const wish of wishes) {
    const before = former.get(wish.id)
    let best: (LabelPlace & { cost: number }) | null = null
    for (const t of before === undefined ? spots : [before, ...spots.filter((spot) => spot !== before)]) {
      const box = boxAt(wish, t)
      const cost = costOf(grow(box), wish.id, nodes, taken, traced)
      if (best === null || cost < best.cost) best = { t, box, cost }
      if (cost === 0) break
    }
    if (!best || (best.cost > 0 && !wish.isLoud)) continue
    places.set(wish.id, { t: best.t, box: best.box })
    taken.push(best.box)
  }
  return places
}

/** Around the middle of the edge's strands at `t`. */
function boxAt({ curves, width, height }: LabelWish, t: number): Box {
  const points = curves.map((curve) => pointAt(curve, t))
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length
  return { x: x - width / 2, y: y - height / 2, width, height }
}

type Traced = { box: Box; points: Point[] }

function trace(curve: Curve): Traced {
  const points = Array.from({ length: samples + 1 }, (_, index) => pointAt(curve, index / samples))
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { box: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }, points }
}

/** 0: covers nothing. A label on a label is worst, then on a node, then on an edge. */
function costOf(box: Box, id: string, nodes: readonly Box[], taken: readonly Box[], lines: readonly { id: string; curves: Traced[] }[]) {
  let cost = 0
  for (const other of taken) if (overlaps(box, other)) cost += 100
  for (const other of nodes) if (overlaps(box, other)) cost += 10
  for (const line of lines) if (line.id !== id && line.curves.some((curve) => touches(box, curve))) cost += 1
  return cost
}

export const overlaps = (a: Box, b: Box): boolean =>
  a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height

/** Whether the traced curve passes through the box; its pieces are taken as straight. */
function touches(box: Box, line: Traced): boolean {
  if (!overlaps(box, line.box)) return false
  for (let index = 1; index < line.points.length; index += 1) {
    const [from, to] = [line.points[index - 1], line.points[index]]
    if (from && to && crosses(box, from, to)) return true
  }
  return false
}

/** Liang and Barsky's clipping of a segment by a box. */
function crosses({ x, y, width, height }: Box, from: Point, to: Point): boolean {
  let [enter, leave] = [0, 1]
  const clip = (step: number, room: number): boolean => {
    if (step === 0) return room >= 0
    const at = room / step
    if (step < 0) enter = Math.max(enter, at)
    else leave = Math.min(leave, at)
    return enter <= leave
  }
  const dx = to.x - from.x
  const dy = to.y - from.y
  return clip(-dx, from.x - x) && clip(dx, x + width - from.x) && clip(-dy, from.y - y) && clip(dy, y + height - from.y)
}

const grow = (box: Box): Box => ({
  x: box.x - margin,
  y: box.y - margin,
  width: box.width + 2 * margin,
  height: box.height + 2 * margin,
})
