import type cytoscape from 'cytoscape'
import type { Box } from './draw-group'
import type { Point } from './edge-geometry'
import type { Scene } from './scene-model'

type View = { zoom: number; pan: Point }
export type Insets = { top: number; right: number; bottom: number; left: number }
/** Where nodes and the frames of open groups stand. */
export type Stage = { placed: ReadonlyMap<string, Point>; boxes: ReadonlyMap<string, Box>; flow: 'right' | 'down' }
export type Fit = 'whole' | 'readable'
export const narrowPx = 640
/** Names smaller than this on the screen cannot be read. */
export const leastNamePx = 9

/** All nodes in the middle of what the insets leave, never larger than 1:1; where that is below `least`, from the first layer on, at `least`. */
export function fittedCamera(container: HTMLElement, insets: Insets, stage: Stage, least: number): View {
  const points = [...stage.placed.values(), ...cornersOf(stage.boxes)]
  if (points.length === 0) return { zoom: 1, pan: { x: 0, y: 0 } }
  const left = Math.min(...points.map((point) => point.x)) - 92
  const right = Math.max(...points.map((point) => point.x)) + 92
  const top = Math.min(...points.map((point) => point.y)) - 62
  const bottom = Math.max(...points.map((point) => point.y)) + 40
  const width = container.clientWidth - insets.left - insets.right
  const height = container.clientHeight - insets.top - insets.bottom
  const zoom = Math.max(0.08, Math.min(1, width / (right - left), height / (bottom - top)))
  if (zoom < least && stage.flow === 'right') return { zoom: least, pan: { x: insets.left - left * least, y: insets.top - top * least } }
  if (zoom < least) {
    const first = points.reduce((highest, point) => (point.y < highest.y ? point : highest))
    return { zoom: least, pan: { x: insets.left + width / 2 - first.x * least, y: insets.top - top * least } }
  }
  const x = insets.left + width / 2 - ((left + right) / 2) * zoom
  const y = insets.top + Math.max(0, (height - (bottom - top) * zoom) / 2) - top * zoom
  return { zoom, pan: { x, y } }
}

/** In 160 ms, at once for people who ask for reduced motion. */
export function moveCamera(cy: cytoscape.Core, view: View): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) cy.viewport(view)
  else cy.animate(view, { duration: 160, easing: 'ease-out' })
}

export function revealOn(
  cy: cytoscape.Core,
  container: HTMLElement,
  id: string,
  insets: Insets,
  scene: Scene,
  { placed, boxes }: Stage,
): void {
  const edge = scene.edges.find((each) => each.id === id)
  const points = (edge ? [edge.source, edge.target] : [id]).flatMap((each) => placed.get(each) ?? headOf(boxes.get(each)))
  if (points.length === 0) return
  const zoom = cy.zoom()
  const xs = points.map((point) => point.x * zoom + cy.pan().x)
  const ys = points.map((point) => point.y * zoom + cy.pan().y)
  const reach = 84 * zoom
  const right = container.clientWidth - insets.right - 16
  const bottom = container.clientHeight - insets.bottom - 16
  const dx =
    Math.max(...xs) + reach > right
      ? right - Math.max(...xs) - reach
      : Math.min(...xs) - reach < insets.left
        ? insets.left - Math.min(...xs) + reach
        : 0
  const dy =
    Math.max(...ys) + reach / 2 > bottom
      ? bottom - Math.max(...ys) - reach / 2
      : Math.min(...ys) - reach / 2 < insets.top
        ? insets.top - Math.min(...ys) + reach / 2
        : 0
  if (dx === 0 && dy === 0) return
  moveCamera(cy, { zoom, pan: { x: cy.pan().x + dx, y: cy.pan().y + dy } })
}

const cornersOf = (boxes: Stage['boxes']): Point[] =>
  [...boxes.values()].flatMap(({ x, y, width, height }) => [
    { x: x + 80, y: y + 50 },
    { x: x + width - 80, y: y + height - 30 },
  ])

const headOf = (box: Box | undefined): Point[] => (box ? [{ x: box.x + 90, y: box.y + 20 }] : [])

/** What of the model is on the screen. */
export function sightOf(cy: cytoscape.Core, container: HTMLElement): { left: number; top: number; width: number; height: number } {
  const [zoom, pan] = [cy.zoom(), cy.pan()]
  return { left: -pan.x / zoom, top: -pan.y / zoom, width: container.clientWidth / zoom, height: container.clientHeight / zoom }
}

const mostNear = 16

/** Nodes in sight that have a series of their own, the nearest to the middle first; sorted by id, so that a small move changes nothing. */
export function inSight(scene: Scene, placed: ReadonlyMap<string, Point>, sight: ReturnType<typeof sightOf>): string[] {
  const [x, y] = [sight.left + sight.width / 2, sight.top + sight.height / 2]
  const near = scene.nodes.flatMap((node) => {
    const at = placed.get(node.id)
    if (!at || node.tally || node.shape === 'cloud') return []
    const [dx, dy] = [Math.abs(at.x - x), Math.abs(at.y - y)]
    return dx < sight.width / 2 && dy < sight.height / 2 ? [{ id: node.id, far: dx * dx + dy * dy }] : []
  })
  return near
    .sort((a, b) => a.far - b.far)
    .slice(0, mostNear)
    .map(({ id }) => id)
    .sort()
}
