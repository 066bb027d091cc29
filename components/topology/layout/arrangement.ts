import type { Positions } from '@/lib/api/views-queries'
import type { Box } from '../scene/draw-group'
import type { Point } from '../scene/edge-geometry'
import { groupWidth, headHeight } from '../scene/scene-groups'
import type { Scene, SceneEdge, SceneNode } from '../scene/scene-model'
import { frameSize, placeInside } from './inside'
import { makeRoom, type Rectangle, type Room, withoutRoom } from './make-room'

/** Places of members are kept from their frame's corner, so that a group takes its inside along. */
const insideKey = (id: string): string => `~${id}`

/** Every node's middle, and the boxes of open groups. */
export type Arrangement = { positions: Positions; boxes: Map<string, Box>; room: Room; offsets: Map<string, Point> }

const framesOfMembers = ({ frames }: Scene): Map<string, string> =>
  new Map(frames.flatMap(({ id, ids }) => ids.map((member) => [member, id] as const)))

/** What is laid out as a whole: each open group as one node, as if it were closed, and the edges between those. */
export function topLevel(scene: Scene): Scene {
  if (scene.frames.length === 0) return scene
  const frameOf = framesOfMembers(scene)
  const nodes = [...scene.nodes.filter((node) => !frameOf.has(node.id)), ...scene.frames.map((frame) => frame.closed)]
  const edges = new Map<string, SceneEdge>()
  for (const edge of scene.edges) {
    const source = frameOf.get(edge.source) ?? edge.source
    const target = frameOf.get(edge.target) ?? edge.target
    if (source !== target || edge.source === edge.target) edges.set(`${source}>${target}`, { ...edge, source, target })
  }
  return { nodes, edges: [...edges.values()], regions: [], frames: [] }
}

/** Where all stands, from what is stored; null while the place of a closed group or a node outside of groups is not known. */
export function toArrangement(scene: Scene, stored: Positions): Arrangement | null {
  const frameOf = framesOfMembers(scene)
  const before = new Map<string, Rectangle>()
  const add = (node: SceneNode): boolean => {
    const at = stored[node.id]
    if (!at) return false
    before.set(node.id, { left: at.x - node.width / 2, top: at.y - node.height / 2, width: node.width, height: node.height })
    return true
  }
  for (const node of scene.nodes) if (!frameOf.has(node.id) && !add(node)) return null
  for (const frame of scene.frames) if (!add(frame.closed)) return null
  const offsets = new Map<string, Point>()
  const growths = scene.frames.map((frame) => {
    const known = new Map(
      frame.ids.flatMap((id) => {
        const at = stored[insideKey(id)]
        return at ? [[id, at] as const] : []
      }),
    )
    const places = placeInside(frame.ids, scene.edges, known)
    for (const [id, at] of places) offsets.set(id, at)
    return { id: frame.id, ...frameSize(places.values(), groupWidth + 120) }
  })
  const room = makeRoom(before, growths)
  const boxes = new Map<string, Box>()
  for (const { id } of scene.frames) {
    const rectangle = room.rectangles.get(id)
    if (rectangle) boxes.set(id, { x: rectangle.left, y: rectangle.top, width: rectangle.width, height: rectangle.height })
  }
  const positions: Positions = {}
  for (const node of scene.nodes) {
    const box = boxes.get(frameOf.get(node.id) ?? '')
    const offset = offsets.get(node.id)
    const rectangle = room.rectangles.get(node.id)
    if (box && offset) positions[node.id] = { x: box.x + offset.x, y: box.y + offset.y }
    else if (rectangle) positions[node.id] = { x: rectangle.left + node.width / 2, y: rectangle.top + node.height / 2 }
  }
  return { positions, boxes, room, offsets }
}

/** The places of members that are not stored yet. */
export function newInside(arrangement: Arrangement, stored: Positions): Positions {
  const fresh: Positions = {}
  for (const [id, at] of arrangement.offsets) if (!stored[insideKey(id)]) fresh[insideKey(id)] = at
  return fresh
}

/** What a hand has moved, as it is stored. */
export function movedToStored(scene: Scene, arrangement: Arrangement, moved: Positions): Positions {
  const frameOf = framesOfMembers(scene)
  const changed: Positions = {}
  for (const node of scene.nodes) {
    const [from, to] = [arrangement.positions[node.id], moved[node.id]]
    if (!from || !to || (from.x === to.x && from.y === to.y)) continue
    const box = arrangement.boxes.get(frameOf.get(node.id) ?? '')
    if (box) {
      const inside = { x: Math.max(node.width / 2, to.x - box.x), y: Math.max(node.height / 2 + headHeight, to.y - box.y) }
      changed[insideKey(node.id)] = inside
      continue
    }
    const corner = withoutRoom(arrangement.room, node.id, { x: to.x - node.width / 2, y: to.y - node.height / 2 })
    changed[node.id] = { x: corner.x + node.width / 2, y: corner.y + node.height / 2 }
  }
  return changed
}

/** The same places without those of the members of open groups. */
export function withoutInside(scene: Scene, stored: Positions): Positions {
  const gone = new Set(scene.frames.flatMap(({ ids }) => ids.map(insideKey)))
  return Object.fromEntries(Object.entries(stored).filter(([key]) => !gone.has(key)))
}
