import cytoscape from 'cytoscape'
import { type Fit, fittedCamera, type Insets, inSight, leastNamePx, moveCamera, narrowPx, revealOn, type Stage, sightOf } from './camera'
import type { Box } from './draw-group'
import { nameSizeOf } from './draw-node'
import { drawScene, sparkZoom } from './draw-scene'
import { type EdgeShape, edgeAt, type Point, routeEdges } from './edge-geometry'
import { flowOf } from './flow'
import { createLabelKeeper } from './label-keeper'
import { createMinimap, type Minimap } from './minimap'
import { readColors, type SceneColors } from './scene-colors'
import { headHeight } from './scene-groups'
import type { SceneLook } from './scene-look'
import type { Scene } from './scene-model'

export type SceneEvents = {
  onSelect: (id: string | null) => void
  onFocus: (id: string) => void
  onHover: (id: string | null) => void
  onMoved: (positions: Record<string, Point>) => void
  /** While true, a live update must wait: a hand is on the graph. */
  onBusy: (busy: boolean) => void
  /** The nodes that are large enough for a chart, when the camera has come to rest. */
  onNear: (ids: readonly string[]) => void
}

export type GraphScene = {
  /** boxes: of the open groups. */
  show(scene: Scene, positions: Record<string, Point>, boxes: ReadonlyMap<string, Box>): void
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
  /** Draws the whole graph small on that canvas, from now until the answer is called. */
  attachMinimap(canvas: HTMLCanvasElement): () => void
  destroy(): void
}

/** The graph on a canvas: Cytoscape holds the model, the camera and the hits on nodes; what is seen is drawn here, crisp at every zoom and in the page's font. */
export function createGraphScene(container: HTMLElement, events: SceneEvents): GraphScene {
  const canvas = document.createElement('canvas')
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'
  const cy = createModel(container)
  container.append(canvas)
  const draw = canvas.getContext('2d')
  let scene: Scene = { nodes: [], edges: [], regions: [], frames: [] }
  let shapes: EdgeShape[] = []
  let colors: SceneColors = readColors(container)
  const look: SceneLook = {
    overlay: 'health',
    selected: null,
    cursor: null,
    lit: null,
    dimmedAlpha: 0.25,
    matches: new Set(),
    sparks: new Map(),
    isDragging: false,
  }
  const placed = new Map<string, Point>()
  let boxes: ReadonlyMap<string, Box> = new Map()
  const keeper = createLabelKeeper()
  let frame = 0
  let fitted: Fit | null = null
  let minimap: Minimap | null = null

  const stage = (): Stage => ({ placed, boxes, flow: flowOf(scene) })
  const leastZoom = () =>
    fitted === 'readable' && container.clientWidth < narrowPx ? Math.min(1, leastNamePx / nameSizeOf(scene.nodes)) : 0
  const paint = () => {
    frame = 0
    if (!draw) return
    const started = performance.now()
    const ratio = Math.max(1, window.devicePixelRatio)
    const { clientWidth: width, clientHeight: height } = container
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    const labels = keeper.labels(draw, { scene, shapes, placed, look, zoom: cy.zoom(), font: colors.font })
    drawScene(draw, scene, shapes, labels, placed, boxes, colors, look, { zoom: cy.zoom(), pan: cy.pan(), width, height, ratio })
    minimap?.paint()
    tellNear()
    if (scene.nodes.length > 0) note(started)
  }
  let near = ''
  let nearTimer: ReturnType<typeof setTimeout> | undefined
  const tellNear = () => {
    clearTimeout(nearTimer)
    nearTimer = setTimeout(() => {
      const ids = cy.zoom() < sparkZoom ? [] : inSight(scene, placed, sightOf(cy, container))
      if (ids.join() === near) return
      near = ids.join()
      events.onNear(ids)
    }, restMs)
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
    itemAt: (point) => headAt(boxes, point) ?? edgeAt(shapes, point, 7 / cy.zoom()),
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
    boxes: () => boxes,
  })
  const resize = new ResizeObserver(() => {
    cy.resize()
    schedule()
  })
  resize.observe(container)
  void document.fonts.ready.then(schedule)

  return {
    show(next, positions, nextBoxes) {
      scene = next
      boxes = nextBoxes
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
      cy.viewport(fittedCamera(container, insets, stage(), leastZoom()))
    },
    adapt(insets, shown) {
      if (fitted) moveCamera(cy, fittedCamera(container, insets, stage(), leastZoom()))
      else if (shown) revealOn(cy, container, shown, insets, scene, stage())
    },
    zoomBy(factor) {
      fitted = null
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: container.clientWidth / 2, y: container.clientHeight / 2 } })
    },
    reveal: (id, insets) => revealOn(cy, container, id, insets, scene, stage()),
    recolour() {
      colors = readColors(container)
      schedule()
    },
    attachMinimap(canvas) {
      const attached = createMinimap(canvas, {
        scene: () => scene,
        stage,
        sight: () => sightOf(cy, container),
        colors: () => colors,
        panTo({ x, y }) {
          fitted = null
          cy.pan({ x: container.clientWidth / 2 - x * cy.zoom(), y: container.clientHeight / 2 - y * cy.zoom() })
        },
      })
      minimap = attached
      schedule()
      return () => {
        attached.release()
        if (minimap === attached) minimap = null
      }
    },
    destroy() {
      cancelAnimationFrame(frame)
      clearTimeout(nearTimer)
      resize.disconnect()
      release()
      cy.destroy()
      canvas.remove()
    },
  }
}

/** The camera rests when nothing was drawn for so long. */
const restMs = 250
const paintName = 'outrider:graph-paint'

/** For whoever watches the page's timings; nothing is kept. */
function note(started: number): void {
  performance.measure(paintName, { start: started, end: performance.now() })
  performance.clearMeasures(paintName)
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
        if (known.data('width') !== node.width || known.data('height') !== node.height)
          known.data({ width: node.width, height: node.height })
        if (at && !known.grabbed() && (known.position('x') !== at.x || known.position('y') !== at.y)) known.position({ ...at })
        continue
      }
      cy.add({ group: 'nodes', data: { id: node.id, width: node.width, height: node.height }, position: { ...(at ?? { x: 0, y: 0 }) } })
    }
  })
}

type Hands = {
  /** An edge, or the head of an open group. */
  itemAt: (point: Point) => string | null
  moved: () => void
  schedule: () => void
  /** A hand has moved the camera. */
  steered: () => void
  dragging: (isDragging: boolean) => void
  positions: () => Record<string, Point>
  boxes: () => ReadonlyMap<string, Box>
}

function headAt(boxes: ReadonlyMap<string, Box>, { x, y }: Point): string | null {
  for (const [id, box] of boxes) if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + headHeight) return id
  return null
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
    if (event.target === cy) hover(hands.itemAt(event.position))
  })
  cy.on('tap', (event) => events.onSelect(event.target === cy ? hands.itemAt(event.position) : event.target.id()))
  cy.on('dbltap', (event) => {
    const id = event.target === cy ? headAt(hands.boxes(), event.position) : event.target.id()
    if (id !== null) events.onFocus(id)
  })
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
