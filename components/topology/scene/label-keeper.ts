import { type LabelBox, labelOf } from './draw-edge'
import type { Curve, EdgeShape, Placed } from './edge-geometry'
import { type LabelWish, placeLabels } from './place-labels'
import type { SceneColors } from './scene-colors'
import type { SceneLook } from './scene-look'
import { type Scene, stripHeight } from './scene-model'

export type PlacedLabel = { shape: EdgeShape; box: LabelBox }
type Input = { scene: Scene; shapes: readonly EdgeShape[]; placed: Placed; look: SceneLook; zoom: number; font: SceneColors['font'] }

/** Above this many edges only loud, selected and lit edges have labels. */
const mostEdges = 300

/** Below this a label is a smear; what is not well is still wide and in its colour. */
const leastZoom = 0.4

/** Which labels are shown and where. Worked out anew only when what is drawn differs, so panning and zooming cost nothing; a label stays where it stood. */
export function createLabelKeeper() {
  const former = new Map<string, number>()
  let key: unknown[] = []
  let labels: PlacedLabel[] = []
  return {
    labels(draw: CanvasRenderingContext2D, input: Input): readonly PlacedLabel[] {
      const { look } = input
      const next = [input.shapes, look.lit, look.selected, input.zoom < leastZoom, input.zoom < 0.6, input.font]
      if (next.length === key.length && next.every((part, index) => part === key[index])) return labels
      key = next
      labels = place(draw, input, former)
      return labels
    },
  }
}

function place(draw: CanvasRenderingContext2D, input: Input, former: Map<string, number>): PlacedLabel[] {
  const { scene, shapes, placed, look, zoom, font } = input
  if (zoom < leastZoom) return []
  const isLit = (id: string) => look.lit === null || look.lit.has(id)
  const isQuietShown = shapes.length <= mostEdges && zoom >= 0.6
  const byId = new Map(shapes.map((shape) => [shape.edge.id, shape]))
  const wishes: LabelWish[] = []
  for (const shape of shapes) {
    const { edge, curves } = shape
    const isLoud = edge.isLoud || edge.fault !== null
    if (!isLit(edge.id) || !(isLoud || isQuietShown || look.selected === edge.id || look.lit !== null)) continue
    const size = labelOf(draw, shape, font)
    if (size) wishes.push({ id: edge.id, curves, isLoud, ...size })
  }
  wishes.sort((a, b) => Number(b.isLoud) - Number(a.isLoud) || (a.id < b.id ? -1 : 1))
  const nodes = scene.nodes.flatMap((node) => {
    const at = placed.get(node.id)
    const top = node.strip.length > 0 ? stripHeight : 0
    return at ? [{ x: at.x - node.width / 2, y: at.y - node.height / 2 - top, width: node.width, height: node.height + top }] : []
  })
  // Edges that are dimmed may be covered; so may all where they are too many to keep clear of.
  const lines = new Map<string, readonly Curve[]>(
    shapes.length > mostEdges ? [] : shapes.filter(({ edge }) => isLit(edge.id)).map(({ edge, curves }) => [edge.id, curves]),
  )
  const places = placeLabels(wishes, nodes, lines, former)
  // Where only some edges are lit their labels have more room; that is not where they stand else.
  if (look.lit === null) {
    former.clear()
    for (const [id, { t }] of places) former.set(id, t)
  }
  return [...places].flatMap(([id, { box }]) => {
    const shape = byId.get(id)
    return shape ? [{ shape, box }] : []
  })
}
