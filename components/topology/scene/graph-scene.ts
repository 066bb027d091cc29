import cytoscape from 'cytoscape'
import { nameSizeOf } from './draw-node'
import { drawScene } from './draw-scene'
import { type EdgeShape, edgeAt, type Point, routeEdges } from './edge-geometry'
import { createLabelKeeper } from './label-keeper'
import { readColors, type SceneColors } from './scene-colors'
import type { SceneLook } from './scene-look'
import type { Scene } from './scene-model'

export type SceneEvents = {
  onSelect: (id: string | null) => void
  onFocus: (id: string) => void
  onHover: (id: string | null) => void
  onMoved: (positions: Record<string, Point>) => void
  /** While true, a live update must wait: a hand is on the graph. */
  onBusy: (busy: boolean) => void
}
export type Insets = { top: number; right: number; bottom: number; left: number }

export type GraphScene = {
  show(scene: Scene, positions: Record<string, Point>): void
  look(look: Partial<Omit<SceneLook, 'isDragging'>>): void
  positions(): Record<string, Point>
  /** `whole`: all nodes, however small; else on a narrow page not below what can be read, from the top. */
  fit(insets: Insets, whole?: boolean): void
  /** Fits again where nobody has moved the camera since it was last fitted; else nothing moves but what `reveal` needs. */
  adapt(insets: Insets, shown: string | null): void
  zoomBy(factor: number): void
  /** Pans so that the node or edge is inside the insets; nothing moves when it is. */
  reveal(id: string, insets: Insets): void
  recolour(): void
  destroy(): void
}

/** The graph on a canvas: Cytoscape holds the model, the camera and the hits on nodes; what is seen is drawn here, crisp at every zoom and in the page's font. */
export function createGraphScene(container: HTMLElement, events: SceneEvents): GraphScene {
  const canvas = document.createElement('canvas')
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'
  const cy = createModel(container)
  container.append(canvas)
  const draw = canvas.getContext('2d')
  let scene: Scene = { nodes: [], edges: [], regions: [] }
  let shapes: EdgeShape[] = []
  let colors: SceneColors = readColors(container)
  const look: SceneLook = {
    overlay: 'health',
    selected: null,
    cursor: null,
    lit: null,
    dimmedAlpha: 0.25,
    matches: new Set(),
    isDragging: false,
  }
  const placed = new Map<string, Point>()
  const keeper = createLabelKeeper()
  let frame = 0
  let fitted: Fit | null = null

  const leastZoom = () =>
    fitted === 'readable' && container.clientWidth < narrowPx ? Math.min(1, leastNamePx / nameSizeOf(scene.nodes)) : 0
  const paint = () => {
    frame = 0
    if (!draw) return
    const ratio = Math.max(1, window.devicePixelRatio)
    const { clientWidth: width, clientHeight: height } = container
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    const labels = keeper.labels(draw, { scene, shapes, placed, look, zoom: cy.zoom(), font: colors.font })
    drawScene(draw, scene, shapes, labels, placed, colors, look, { zoom: cy.zoom(), pan: cy.pan(), width, height, ratio })
  }
  const schedule = () => {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }
  const replace = () => {
    placed.clear()
    cy.nodes().forEach((node) => {
      placed.set(node.id(), { ...node.position() })
    })
    shapes = routeEdges(scene, placed)
    schedule()
  }
  const release = listen(cy, container, events, {
    edgeAt: (point) => edgeAt(shapes, point, 7 / cy.zoom()),
    moved: replace,
    schedule,
    steered: () => {
      fitted = null
    },
    dragging: (isDragging) => {
      look.isDragging = isDragging
      schedule()
    },
    positions: () => Object.fromEntries(placed),
  })
  const resize = new ResizeObserver(() => {
    cy.resize()
    schedule()
  })
  resize.observe(container)
  void document.fonts.ready.then(schedule)

  return {
    show(next, positions) {
      scene = next
      syncNodes(cy, next, positions)
      replace()
    },
    look(change) {
      Object.assign(look, change)
      schedule()
    },
    positions: () => Object.fromEntries(placed),
    fit(insets, whole = false) {
      cy.stop()
      fitted = whole ? 'whole' : 'readable'
      cy.viewport(fittedCamera(container, insets, placed, leastZoom()))
    },
    adapt(insets, shown) {
      if (fitted) moveCamera(cy, fittedCamera(container, insets, placed, leastZoom()))
      else if (shown) revealOn(cy, container, shown, insets, scene, placed)
    },
    zoomBy(factor) {
      fitted = null
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: container.clientWidth / 2, y: container.clientHeight / 2 } })
    },
    reveal: (id, insets) => revealOn(cy, container, id, insets, scene, placed),
    recolour() {
      colors = readColors(container)
      schedule()
    },
    destroy() {
      cancelAnimationFrame(frame)
      resize.disconnect()
      release()
      cy.destroy()
      canvas.remove()
    },
  }
}

function createModel(container: HTMLElement): cytoscape.Core {
  return cytoscape({
    container,
    style: [
      {
        selector: 'node',
        style: { width: 'data(width)', height: 'data(height)', shape: 'rectangle', 'background-opacity': 0, 'overlay-opacity': 0 },
      },
      { selector: 'core', style: { 'active-bg-opacity': 0, 'selection-box-opacity': 0 } as cytoscape.Css.Core },
    ],
    minZoom: 0.08,
    maxZoom: 2.5,
    boxSelectionEnabled: false,
    autounselectify: true,
  })
}

/** Adds and removes nodes; places those it does not know. A known node never moves here. */
function syncNodes(cy: cytoscape.Core, scene: Scene, positions: Record<string, Point>): void {
  const wanted = new Map(scene.nodes.map((node) => [node.id, node]))
  cy.batch(() => {
    cy.nodes().forEach((node) => {
      if (!wanted.has(node.id())) node.remove()
    })
    for (const node of scene.nodes) {
      const known = cy.getElementById(node.id)
      const at = positions[node.id]
      if (known.nonempty()) {
        if (known.data('width') !== node.width) known.data('width', node.width)
        if (at && !known.grabbed() && (known.position('x') !== at.x || known.position('y') !== at.y)) known.position({ ...at })
        continue
      }
      cy.add({ group: 'nodes', data: { id: node.id, width: node.width, height: node.height }, position: { ...(at ?? { x: 0, y: 0 }) } })
    }
  })
}

type Hands = {
  edgeAt: (point: Point) => string | null
  moved: () => void
  schedule: () => void
  /** A hand has moved the camera. */
  steered: () => void
  dragging: (isDragging: boolean) => void
  positions: () => Record<string, Point>
}

function listen(cy: cytoscape.Core, container: HTMLElement, events: SceneEvents, hands: Hands): () => void {
  let hovered: string | null = null
  const hover = (id: string | null) => {
    if (id === hovered) return
    hovered = id
    container.style.cursor = id === null ? '' : 'pointer'
    events.onHover(id)
    events.onBusy(id !== null)
  }
  cy.on('render pan zoom', hands.schedule)
  cy.on('dragpan pinchzoom scrollzoom', hands.steered)
  cy.on('position', 'node', hands.moved)
  cy.on('mouseover', 'node', (event) => hover(event.target.id()))
  cy.on('mouseout', 'node', () => hover(null))
  cy.on('mousemove', (event) => {
    if (event.target === cy) hover(hands.edgeAt(event.position))
  })
  cy.on('tap', (event) => events.onSelect(event.target === cy ? hands.edgeAt(event.position) : event.target.id()))
  cy.on('dbltap', 'node', (event) => events.onFocus(event.target.id()))
  cy.on('grab', 'node', () => events.onBusy(true))
  cy.on('drag', 'node', () => hands.dragging(true))
  cy.on('dragfree', 'node', () => {
    hands.dragging(false)
    events.onMoved(hands.positions())
  })
  cy.on('free', 'node', () => events.onBusy(hovered !== null))
  const leave = () => hover(null)
  container.addEventListener('mouseleave', leave)
  return () => container.removeEventListener('mouseleave', leave)
}

type View = { zoom: number; pan: Point }
type Fit = 'whole' | 'readable'
const narrowPx = 640
/** Names smaller than this on the screen cannot be read. */
const leastNamePx = 9

/** All nodes in the middle of what the insets leave, never larger than 1:1; where that is below `least`, from the first layer on, at `least`. */
function fittedCamera(container: HTMLElement, insets: Insets, placed: Map<string, Point>, least: number): View {
  const points = [...placed.values()]
  if (points.length === 0) return { zoom: 1, pan: { x: 0, y: 0 } }
  const left = Math.min(...points.map((point) => point.x)) - 92
  const right = Math.max(...points.map((point) => point.x)) + 92
  const top = Math.min(...points.map((point) => point.y)) - 62
  const bottom = Math.max(...points.map((point) => point.y)) + 40
  const width = container.clientWidth - insets.left - insets.right
  const height = container.clientHeight - insets.top - insets.bottom
  const zoom = Math.max(0.08, Math.min(1, width / (right - left), height / (bottom - top)))
  if (zoom < least) {
    const first = points.reduce((highest, point) => (point.y < highest.y ? point : highest))
    return { zoom: least, pan: { x: insets.left + width / 2 - first.x * least, y: insets.top - top * least } }
  }
  const x = insets.left + width / 2 - ((left + right) / 2) * zoom
  const y = insets.top + Math.max(0, (height - (bottom - top) * zoom) / 2) - top * zoom
  return { zoom, pan: { x, y } }
}

/** In 160 ms, at once for people who ask for reduced motion. */
function moveCamera(cy: cytoscape.Core, view: View): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) cy.viewport(view)
  else cy.animate(view, { duration: 160, easing: 'ease-out' })
}

function revealOn(cy: cytoscape.Core, container: HTMLElement, id: string, insets: Insets, scene: Scene, placed: Map<string, Point>): void {
  const edge = scene.edges.find((each) => each.id === id)
  const points = (edge ? [edge.source, edge.target] : [id]).flatMap((each) => placed.get(each) ?? [])
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
