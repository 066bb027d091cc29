import type { Stage } from './camera'
import type { Point } from './edge-geometry'
import { healthColor } from './health-color'
import type { SceneColors } from './scene-colors'
import type { Scene } from './scene-model'

/** What of the model is on the screen. */
export type Sight = { left: number; top: number; width: number; height: number }
export type MinimapSource = {
  scene: () => Scene
  stage: () => Stage
  sight: () => Sight
  colors: () => SceneColors
  panTo: (middle: Point) => void
}
export type Minimap = { paint(): void; release(): void }

type Frame = { left: number; top: number; scale: number }
const margin = 6

/** The whole graph small, and what of it is in sight as a frame; a click, or a drag, brings that place to the middle. */
export function createMinimap(canvas: HTMLCanvasElement, source: MinimapSource): Minimap {
  const draw = canvas.getContext('2d')
  let frame: Frame = { left: 0, top: 0, scale: 1 }
  const pan = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect()
    source.panTo({ x: (event.clientX - box.left) / frame.scale + frame.left, y: (event.clientY - box.top) / frame.scale + frame.top })
  }
  const onDown = (event: PointerEvent) => {
    canvas.setPointerCapture(event.pointerId)
    pan(event)
  }
  const onMove = (event: PointerEvent) => {
    if (canvas.hasPointerCapture(event.pointerId)) pan(event)
  }
  canvas.addEventListener('pointerdown', onDown)
  canvas.addEventListener('pointermove', onMove)
  return {
    paint() {
      if (!draw) return
      const ratio = Math.max(1, window.devicePixelRatio)
      const { clientWidth: width, clientHeight: height } = canvas
      if (canvas.width !== width * ratio) canvas.width = width * ratio
      if (canvas.height !== height * ratio) canvas.height = height * ratio
      frame = frameOf(source, width, height)
      draw.setTransform(ratio, 0, 0, ratio, 0, 0)
      draw.clearRect(0, 0, width, height)
      paintAll(draw, source, frame)
    },
    release() {
      canvas.removeEventListener('pointerdown', onDown)
      canvas.removeEventListener('pointermove', onMove)
    },
  }
}

function frameOf(source: MinimapSource, width: number, height: number): Frame {
  const { placed, boxes } = source.stage()
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const reach = (x: number, y: number, dx: number, dy: number) => {
    left = Math.min(left, x - dx)
    right = Math.max(right, x + dx)
    top = Math.min(top, y - dy)
    bottom = Math.max(bottom, y + dy)
  }
  for (const { x, y } of placed.values()) reach(x, y, 86, 31)
  for (const { x, y, width: w, height: h } of boxes.values()) reach(x + w / 2, y + h / 2, w / 2, h / 2)
  if (left > right) return { left: 0, top: 0, scale: 1 }
  const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top))
  return { left: (left + right) / 2 - width / 2 / scale, top: (top + bottom) / 2 - height / 2 / scale, scale }
}

function paintAll(draw: CanvasRenderingContext2D, source: MinimapSource, { left, top, scale }: Frame): void {
  const colors = source.colors()
  const { placed, boxes } = source.stage()
  draw.fillStyle = colors.hover
  for (const { x, y, width, height } of boxes.values()) draw.fillRect((x - left) * scale, (y - top) * scale, width * scale, height * scale)
  // What is not well last, so that nothing covers it.
  const nodes = source.scene().nodes
  for (const isBad of [false, true])
    for (const node of nodes) {
      const at = placed.get(node.id)
      if (!at || isBad !== (node.health === 'failing' || node.health === 'degraded')) continue
      draw.fillStyle = isBad ? healthColor(node.health, colors) : colors['line-strong']
      const [width, height] = [Math.max(2, node.width * scale), Math.max(1.5, node.height * scale)]
      draw.fillRect((at.x - left) * scale - width / 2, (at.y - top) * scale - height / 2, width, height)
    }
  const sight = source.sight()
  draw.strokeStyle = colors.accent
  draw.lineWidth = 1.5
  draw.strokeRect((sight.left - left) * scale, (sight.top - top) * scale, sight.width * scale, sight.height * scale)
}
