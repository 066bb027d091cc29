import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api'
import type { Point } from '../scene/edge-geometry'
import { type Scene, stripHeight } from '../scene/scene-model'
import { emergencyLayout } from './emergency-layout'

export type LayoutResult = { positions: Record<string, Point>; isEmergency: boolean }

const limitMs = 3000

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
  const isLarge = size > 120
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.edgeRouting': 'POLYLINE',
    'elk.layered.spacing.nodeNodeBetweenLayers': '84',
    'elk.layered.spacing.edgeNodeBetweenLayers': '30',
    'elk.spacing.nodeNode': '26',
    'elk.spacing.componentComponent': '60',
    'elk.layered.thoroughness': isLarge ? '1' : '15',
    'elk.layered.nodePlacement.strategy': isLarge ? 'SIMPLE' : 'NETWORK_SIMPLEX',
    'elk.layered.considerModelOrder.strategy': 'NONE',
  }
}

const extra = (scene: Scene, id: string): number => (scene.nodes.find((node) => node.id === id)?.strip.length ? stripHeight + 1 : 0)

function toElk(scene: Scene): ElkNode {
  const grouped = new Set(scene.regions.flatMap((region) => region.ids))
  const options = toOptions(scene.nodes.length)
  const toLeaf = (id: string): ElkNode => {
    const node = scene.nodes.find((each) => each.id === id)
    return { id, width: node?.width ?? 0, height: (node?.height ?? 0) + extra(scene, id) }
  }
  const groups: ElkNode[] = scene.regions.map((region, index) => ({
    id: `region ${index}`,
    children: region.ids.map(toLeaf),
    layoutOptions: { ...options, 'elk.padding': '[top=36,left=14,bottom=16,right=14]' },
  }))
  const known = new Set(scene.nodes.map((node) => node.id))
  const edges: ElkExtendedEdge[] = scene.edges
    .filter((edge) => known.has(edge.source) && known.has(edge.target) && edge.source !== edge.target)
    .map((edge) => ({ id: edge.id, sources: [edge.source], targets: [edge.target] }))
  const loose = scene.nodes.filter((node) => !grouped.has(node.id)).map((node) => toLeaf(node.id))
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
      const strip = extra(scene, child.id)
      const height = (child.height ?? 0) - strip
      positions[child.id] = { x: Math.round(x + (child.width ?? 0) / 2), y: Math.round(y + strip + height / 2) }
    }
  }
  visit(graph, 0, 0)
  return positions
}
