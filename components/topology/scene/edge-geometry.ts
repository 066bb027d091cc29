import { flowOf } from './flow'
import { type Scene, type SceneEdge, type SceneNode, stripHeight } from './scene-model'

export type Point = { x: number; y: number }
/** A cubic Bézier curve in model coordinates. */
export type Curve = { from: Point; c1: Point; c2: Point; to: Point }
export type EdgeShape = { edge: SceneEdge; curves: Curve[] }
export type Placed = ReadonlyMap<string, Point>

type Side = 'top' | 'bottom' | 'left' | 'right'

/**
 * The curves of all edges, one per strand, in the order of `scene.edges`. Edges leave and enter at ports spread along a side, in the order of where
 * they go, so that they do not cross at the node; a strand enters at its version's part of the strip. Edges of unplaced nodes have no curves.
 */
export function routeEdges(scene: Scene, placed: Placed): EdgeShape[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]))
  const flow = flowOf(scene)
  const sides = new Map<string, { out: Side; into: Side }>()
  for (const edge of scene.edges) {
    const from = placed.get(edge.source)
    const to = placed.get(edge.target)
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)]
    if (!from || !to || !source || !target) continue
    if (flow === 'right')
      sides.set(edge.id, toSidesAcross(from, to, (source.width + target.width) / 2, (source.height + target.height) / 2))
    else sides.set(edge.id, toSides(from, to, (source.height + target.height) / 2))
  }
  const ports = toPorts(scene.edges, nodes, placed, sides)
  return scene.edges.map((edge) => {
    const source = nodes.get(edge.source)
    const target = nodes.get(edge.target)
    const from = placed.get(edge.source)
    const to = placed.get(edge.target)
    const side = sides.get(edge.id)
    if (!source || !target || !from || !to || !side) return { edge, curves: [] }
    if (edge.source === edge.target) return { edge, curves: [toLoop(source, from)] }
    const start = ports.get(`${edge.id} out`) ?? 0
    const end = ports.get(`${edge.id} in`) ?? 0
    const curves = edge.strands.map((strand, index) => {
      const spread = (index - (edge.strands.length - 1) / 2) * 4
      const head = toPort(source, from, side.out, start + spread, false)
      const offset = side.into === 'top' ? stripOffset(target, strand.version, end) : end + spread
      const tail = toPort(target, to, side.into, offset, side.into === 'top')
      return toCurve(head, side.out, tail, side.into)
    })
    return { edge, curves }
  })
}

/** Down where there is room, else up, else sideways. apart: from where on two nodes do not touch. */
function toSides(from: Point, to: Point, apart: number): { out: Side; into: Side } {
  const down = to.y - from.y
  if (down > apart + 12) return { out: 'bottom', into: 'top' }
  if (down < -(apart + 12)) return to.x >= from.x ? { out: 'right', into: 'right' } : { out: 'left', into: 'left' }
  return to.x >= from.x ? { out: 'right', into: 'left' } : { out: 'left', into: 'right' }
}

/** The same for a graph that is read from left to right: to the right where there is room, to a neighbour up or down, else in a bow round what stands between. */
function toSidesAcross(from: Point, to: Point, apart: number, high: number): { out: Side; into: Side } {
  const right = to.x - from.x
  if (right > apart + 12) return { out: 'right', into: 'left' }
  if (Math.abs(right) <= apart + 12 && Math.abs(to.y - from.y) > 2.4 * high) return { out: 'right', into: 'right' }
  if (right < -(apart + 12)) return to.y >= from.y ? { out: 'bottom', into: 'bottom' } : { out: 'top', into: 'top' }
  return to.y >= from.y ? { out: 'bottom', into: 'top' } : { out: 'top', into: 'bottom' }
}

/** Offsets from the middle of the side, per edge and end. */
function toPorts(
  edges: readonly SceneEdge[],
  nodes: Map<string, SceneNode>,
  placed: Placed,
  sides: Map<string, { out: Side; into: Side }>,
) {
  type End = { key: string; at: number }
  const groups = new Map<string, { node: SceneNode; side: Side; ends: End[] }>()
  const put = (id: string, side: Side, key: string, other: Point) => {
    const node = nodes.get(id)
    if (!node) return
    const name = `${side} ${id}`
    const group = groups.get(name) ?? { node, side, ends: [] }
    group.ends.push({ key, at: side === 'top' || side === 'bottom' ? other.x : other.y })
    groups.set(name, group)
  }
  for (const edge of edges) {
    const side = sides.get(edge.id)
    const from = placed.get(edge.source)
    const to = placed.get(edge.target)
    if (!side || !from || !to || edge.source === edge.target) continue
    put(edge.source, side.out, `${edge.id} out`, to)
    put(edge.target, side.into, `${edge.id} in`, from)
  }
  const ports = new Map<string, number>()
  for (const { node, side, ends } of groups.values()) {
    const length = side === 'top' || side === 'bottom' ? node.width - 40 : node.height - 20
    const step = ends.length > 1 ? Math.min(side === 'top' || side === 'bottom' ? 34 : 10, length / (ends.length - 1)) : 0
    ends.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    ends.forEach((end, index) => {
      ports.set(end.key, (index - (ends.length - 1) / 2) * step)
    })
  }
  return ports
}

function toPort(node: SceneNode, at: Point, side: Side, offset: number, isStrip: boolean): Point {
  if (side === 'bottom') return { x: at.x + offset, y: at.y + node.height / 2 }
  if (side === 'top') return { x: at.x + offset, y: at.y - node.height / 2 - (isStrip && node.strip.length > 0 ? stripHeight + 1 : 0) }
  const half = node.shape === 'cloud' ? node.width / 2 - 4 : node.width / 2
  return { x: at.x + (side === 'right' ? half : -half), y: at.y + offset }
}

/** The middle of a version's part of the strip, from the node's middle. */
function stripOffset(node: SceneNode, version: string | null, other: number): number {
  let left = 0
  for (const part of node.strip) {
    if (part.version === version) return (left + part.widthShare / 2 - 0.5) * node.width + Math.max(-8, Math.min(8, other / 4))
    left += part.widthShare
  }
  return other
}

function toCurve(from: Point, out: Side, to: Point, into: Side): Curve {
  const isVertical = out === 'bottom' && into === 'top'
  const isUp = out === 'top' && into === 'bottom'
  const reach = isVertical || isUp ? Math.max(24, Math.abs(to.y - from.y) * 0.5) : Math.max(36, Math.abs(to.x - from.x) * 0.5)
  return { from, c1: move(from, out, reach), c2: move(to, into, reach), to }
}

function move(point: Point, side: Side, by: number): Point {
  if (side === 'bottom') return { x: point.x, y: point.y + by }
  if (side === 'top') return { x: point.x, y: point.y - by }
  return { x: point.x + (side === 'right' ? by : -by), y: point.y }
}

function toLoop(node: SceneNode, at: Point): Curve {
  const x = at.x + node.width / 2
  return { from: { x, y: at.y - 10 }, c1: { x: x + 44, y: at.y - 34 }, c2: { x: x + 44, y: at.y + 34 }, to: { x, y: at.y + 10 } }
}

/** The point of the curve at t in 0..1. */
export function pointAt({ from, c1, c2, to }: Curve, t: number): Point {
  const u = 1 - t
  const a = u * u * u
  const b = 3 * u * u * t
  const c = 3 * u * t * t
  const d = t * t * t
  return { x: a * from.x + b * c1.x + c * c2.x + d * to.x, y: a * from.y + b * c1.y + c * c2.y + d * to.y }
}

/** The edge nearest to `point`, at most `reach` away; null for none. O(edges), most of them by their box alone. */
export function edgeAt(shapes: readonly EdgeShape[], point: Point, reach: number): string | null {
  let nearest: string | null = null
  let least = reach * reach
  for (const { edge, curves } of shapes) {
    for (const curve of curves) {
      if (!isNear(curve, point, reach)) continue
      for (let step = 0; step <= 40; step += 1) {
        const at = pointAt(curve, step / 40)
        const distance = (at.x - point.x) ** 2 + (at.y - point.y) ** 2
        if (distance < least) {
          least = distance
          nearest = edge.id
        }
      }
    }
  }
  return nearest
}

function isNear({ from, c1, c2, to }: Curve, point: Point, reach: number): boolean {
  const minX = Math.min(from.x, c1.x, c2.x, to.x) - reach
  const maxX = Math.max(from.x, c1.x, c2.x, to.x) + reach
  const minY = Math.min(from.y, c1.y, c2.y, to.y) - reach
  const maxY = Math.max(from.y, c1.y, c2.y, to.y) + reach
  return point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
}
