import { drawEdge, drawLabel } from './draw-edge'
import { type Box, drawFrame } from './draw-group'
import { drawNode, nameSizeOf } from './draw-node'
import type { EdgeShape, Placed } from './edge-geometry'
import type { PlacedLabel } from './label-keeper'
import type { SceneColors } from './scene-colors'
import type { SceneLook } from './scene-look'
import { type Scene, stripHeight } from './scene-model'

export type Camera = { zoom: number; pan: { x: number; y: number }; width: number; height: number; ratio: number }

/** From here on a node shows how its requests went. */
export const sparkZoom = 1.3

const padding = { x: 12, top: 34, bottom: 14 }

/** One whole picture. O(nodes + edges). */
export function drawScene(
  draw: CanvasRenderingContext2D,
  scene: Scene,
  shapes: readonly EdgeShape[],
  labels: readonly PlacedLabel[],
  placed: Placed,
  boxes: ReadonlyMap<string, Box>,
  colors: SceneColors,
  look: SceneLook,
  camera: Camera,
): void {
  const { zoom, pan, ratio } = camera
  draw.setTransform(ratio, 0, 0, ratio, 0, 0)
  draw.clearRect(0, 0, camera.width, camera.height)
  if (look.isDragging) drawDots(draw, camera, colors)
  draw.setTransform(ratio * zoom, 0, 0, ratio * zoom, pan.x * ratio, pan.y * ratio)
  drawRegions(draw, scene, placed, colors, zoom)
  for (const frame of scene.frames) {
    const box = boxes.get(frame.id)
    const how = { isSelected: look.selected === frame.id, isFocused: look.cursor === frame.id, isMatch: false, zoom }
    if (box) drawFrame(draw, frame, box, colors, how)
  }
  const isLit = (id: string) => look.lit === null || look.lit.has(id)
  // What is lit and what is loud lies on top.
  const rank = ({ edge }: EdgeShape) => (isLit(edge.id) ? 2 : 0) + (edge.isLoud ? 1 : 0)
  for (const shape of [...shapes].sort((a, b) => rank(a) - rank(b))) {
    const alpha = isLit(shape.edge.id) ? 1 : look.dimmedAlpha
    const { id } = shape.edge
    drawEdge(draw, shape, colors, { alpha, isSelected: look.selected === id, isMatch: look.matches.has(id), overlay: look.overlay })
  }
  // From afar all names are 11 px on the screen, where the longest fits.
  const farSize = zoom < 0.6 ? Math.max(13, Math.min(11 / zoom, nameSizeOf(scene.nodes))) : 0
  for (const node of scene.nodes) {
    const at = placed.get(node.id)
    if (!at) continue
    drawNode(draw, node, at, colors, {
      alpha: isLit(node.id) ? 1 : look.dimmedAlpha,
      isSelected: look.selected === node.id,
      isFocused: look.cursor === node.id,
      isMatch: look.matches.has(node.id),
      zoom,
      farSize,
      spark: zoom >= sparkZoom ? (look.sparks.get(node.id) ?? null) : null,
    })
  }
  for (const { shape, box } of labels) drawLabel(draw, shape, box, colors)
}

function drawRegions(draw: CanvasRenderingContext2D, scene: Scene, placed: Placed, colors: SceneColors, zoom: number): void {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]))
  for (const region of scene.regions) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const id of region.ids) {
      const at = placed.get(id)
      const node = nodes.get(id)
      if (!at || !node) continue
      left = Math.min(left, at.x - node.width / 2)
      right = Math.max(right, at.x + node.width / 2)
      top = Math.min(top, at.y - node.height / 2 - (node.strip.length > 0 ? stripHeight : 0))
      bottom = Math.max(bottom, at.y + node.height / 2)
    }
    if (left > right) continue
    draw.beginPath()
    draw.roundRect(left - padding.x, top - padding.top, right - left + 2 * padding.x, bottom - top + padding.top + padding.bottom, 10)
    draw.fillStyle = colors.region
    draw.fill()
    draw.font = `400 ${Math.min(30, Math.max(12, 12 / zoom))}px ${colors.font}`
    draw.textAlign = 'left'
    draw.textBaseline = 'top'
    draw.fillStyle = colors.muted
    draw.fillText(region.title, left, top - padding.top + 9, right - left)
  }
}

function drawDots(draw: CanvasRenderingContext2D, { zoom, pan, width, height }: Camera, colors: SceneColors): void {
  const step = 24 * zoom
  if (step < 8) return
  draw.globalAlpha = 0.2
  draw.fillStyle = colors.faint
  for (let x = pan.x % step; x < width; x += step) for (let y = pan.y % step; y < height; y += step) draw.fillRect(x, y, 1, 1)
  draw.globalAlpha = 1
}
