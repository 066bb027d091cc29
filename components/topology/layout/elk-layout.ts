import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api'
import type { Point } from '../scene/edge-geometry'
import { type Scene, stripHeight } from '../scene/scene-model'
import { emergencyLayout } from './emergency-layout'

export type LayoutResult = { positions: Record<string, Point>; isEmergency: boolean }

const limitMs = 3000
const largeFrom = 120

/**
 * Full layout of a scene, layered from the callers down, namespaces as groups; in a worker. One that runs past 3 s, or fails, is cancelled and the
 * emergency layout answers, marked. Positions are the nodes' middles.
 */
export async function layoutScene(scene: Scene): Promise<LayoutResult> {
  if (scene.nodes.length === 0) return { positions: {}, isEmergency: false }
  if (scene.nodes.length > 2000) return { positions: emergencyLayout(scene), isEmergency: true }
  const worker = new Worker(new URL('./elk-worker.ts', import.meta.url), { type: 'module' })
  try {
    const { default: Elk } = await import('elkjs/lib/elk-api')
    const elk = new Elk({ workerFactory: () => worker })
    const graph = await withLimit(elk.layout(toElk(scene)), limitMs)
    return graph ? { positions: fromElk(graph, scene), isEmergency: false } : { positions: emergencyLayout(scene), isEmergency: true }
  } catch (error) {
    console.error(error)
    return { positions: emergencyLayout(scene), isEmergency: true }
  } finally {
    worker.terminate()
  }
}

/** null when it took longer. */
function withLimit<T>(work: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function toOptions(size: number): LayoutOptions {
  const isLarge = size > largeFrom
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.edgeRouting': 'POLYLINE',
    'elk.layered.spacing.nodeNodeBetweenLayers': '66',
    'elk.layered.spacing.edgeNodeBetweenLayers': '24',
    'elk.spacing.nodeNode': '26',
    'elk.spacing.componentComponent': '60',
    'elk.layered.crossingMinimization.greedySwitch.type': isLarge ? 'OFF' : 'TWO_SIDED',
    'elk.layered.thoroughness': isLarge ? '1' : '15',
    'elk.layered.nodePlacement.strategy': isLarge ? 'SIMPLE' : 'NETWORK_SIMPLEX',
    'elk.layered.considerModelOrder.strategy': 'NONE',
  }
}

/** Room for a strip above every node, also where there is none: so bodies of one layer stand in one line. */
const above = stripHeight + 1

/** Clients that call one node stand beside it: a layer of their own would only push the mesh down. */
function besideOf(scene: Scene): Map<string, string> {
  const beside = new Map<string, string>()
  for (const node of scene.nodes) {
    if (node.shape !== 'cloud') continue
    const edges = scene.edges.filter((edge) => edge.source === node.id || edge.target === node.id)
    const [only] = edges
    if (edges.length === 1 && only?.source === node.id && only.target !== node.id) beside.set(node.id, only.target)
  }
  return beside
}

function toElk(scene: Scene): ElkNode {
  const beside = besideOf(scene)
  // Groups inside groups cost the engine far more than nodes; a large mesh is laid out flat.
  const regions = scene.nodes.length > largeFrom ? [] : scene.regions
  const grouped = new Set(regions.flatMap((region) => region.ids))
  const options = toOptions(scene.nodes.length)
  const toLeaf = (id: string): ElkNode => {
    const node = scene.nodes.find((each) => each.id === id)
    return { id, width: node?.width ?? 0, height: (node?.height ?? 0) + above }
  }
  const groups: ElkNode[] = regions.map((region, index) => ({
    id: `region ${index}`,
    children: region.ids.map(toLeaf),
    layoutOptions: { ...options, 'elk.padding': '[top=22,left=14,bottom=16,right=14]' },
  }))
  const known = new Set(scene.nodes.map((node) => node.id).filter((id) => !beside.has(id)))
  const edges: ElkExtendedEdge[] = scene.edges
    .filter((edge) => known.has(edge.source) && known.has(edge.target) && edge.source !== edge.target)
    .map((edge) => ({ id: edge.id, sources: [edge.source], targets: [edge.target] }))
  const loose = scene.nodes.filter((node) => !grouped.has(node.id) && !beside.has(node.id)).map((node) => toLeaf(node.id))
  return { id: 'root', layoutOptions: options, children: [...loose, ...groups], edges }
}

function fromElk(graph: ElkNode, scene: Scene): Record<string, Point> {
  const positions: Record<string, Point> = {}
  const visit = (node: ElkNode, left: number, top: number) => {
    for (const child of node.children ?? []) {
      const x = left + (child.x ?? 0)
      const y = top + (child.y ?? 0)
      if (child.children) {
        visit(child, x, y)
        continue
      }
      const height = (child.height ?? 0) - above
      positions[child.id] = { x: Math.round(x + (child.width ?? 0) / 2), y: Math.round(y + above + height / 2) }
    }
  }
  visit(graph, 0, 0)
  const used = new Map<string, number>()
  for (const [id, target] of besideOf(scene)) {
    const at = positions[target]
    const row = used.get(target) ?? 0
    used.set(target, row + 1)
    if (at) positions[id] = { x: at.x - 220, y: at.y + row * 48 }
  }
  return positions
}
