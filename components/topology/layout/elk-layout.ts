import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api'
import type { Point } from '../scene/edge-geometry'
import { flowOf } from '../scene/flow'
import type { Scene } from '../scene/scene-model'
import { type Block, toBlocks } from './blocks'
import { columnLayout } from './columns'
import { emergencyLayout } from './emergency-layout'

export type LayoutResult = { positions: Record<string, Point>; isEmergency: boolean }

const limitMs = 3000
const largeFrom = 120

/**
 * Full layout of a scene, layered from the callers down, namespaces as groups; in a worker. A graph of groups is small, and goes into columns at once. One that runs past 3 s, or fails, is cancelled and the
 * emergency layout answers, marked. Positions are the nodes' middles.
 */
export async function layoutScene(scene: Scene): Promise<LayoutResult> {
  if (scene.nodes.length === 0) return { positions: {}, isEmergency: false }
  if (flowOf(scene) === 'right') return { positions: columnLayout(scene), isEmergency: false }
  if (scene.nodes.length > 2000) return { positions: emergencyLayout(scene), isEmergency: true }
  const worker = new Worker(new URL('./elk-worker.ts', import.meta.url), { type: 'module' })
  try {
    const { default: Elk } = await import('elkjs/lib/elk-api')
    const elk = new Elk({ workerFactory: () => worker })
    const blocks = toBlocks(scene)
    const beside = besideOf(scene)
    const graph = await withLimit(elk.layout(toElk(scene, blocks, beside)), limitMs)
    return graph
      ? { positions: fromElk(graph, blocks, beside), isEmergency: false }
      : { positions: emergencyLayout(scene), isEmergency: true }
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

function toElk(scene: Scene, blocks: readonly Block[], beside: ReadonlyMap<string, string>): ElkNode {
  const blockOf = new Map(blocks.flatMap((block) => [...block.offsets.keys()].map((id) => [id, block] as const)))
  // Groups inside groups cost the engine far more than nodes; a large mesh is laid out flat.
  const regions = scene.nodes.length > largeFrom ? [] : scene.regions
  const options = toOptions(scene.nodes.length)
  const toLeaf = ({ id, width, height }: Block): ElkNode => ({ id, width, height })
  const inRegion = (ids: readonly string[]) => [...new Set(ids.flatMap((id) => blockOf.get(id) ?? []))]
  const grouped = new Set(regions.flatMap((region) => inRegion(region.ids)))
  const groups: ElkNode[] = regions.map((region, index) => ({
    id: `region ${index}`,
    children: inRegion(region.ids).map(toLeaf),
    layoutOptions: { ...options, 'elk.padding': '[top=22,left=14,bottom=16,right=14]' },
  }))
  const loose = blocks.filter((block) => !grouped.has(block) && !beside.has(block.id)).map(toLeaf)
  return { id: 'root', layoutOptions: options, children: [...loose, ...groups], edges: toElkEdges(scene, blockOf, beside) }
}

/** One edge per pair of blocks, in a fixed order. */
function toElkEdges(scene: Scene, blockOf: ReadonlyMap<string, Block>, beside: ReadonlyMap<string, string>): ElkExtendedEdge[] {
  const pairs = new Map<string, ElkExtendedEdge>()
  for (const edge of scene.edges) {
    const source = blockOf.get(edge.source)?.id
    const target = blockOf.get(edge.target)?.id
    if (!source || !target || source === target || beside.has(edge.source) || beside.has(edge.target)) continue
    const id = `${source}>${target}`
    pairs.set(id, { id, sources: [source], targets: [target] })
  }
  return [...pairs.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function fromElk(graph: ElkNode, blocks: readonly Block[], beside: ReadonlyMap<string, string>): Record<string, Point> {
  const byId = new Map(blocks.map((block) => [block.id, block]))
  const positions: Record<string, Point> = {}
  const visit = (node: ElkNode, left: number, top: number) => {
    for (const child of node.children ?? []) {
      const x = left + (child.x ?? 0)
      const y = top + (child.y ?? 0)
      if (child.children) visit(child, x, y)
      for (const [id, offset] of byId.get(child.id)?.offsets ?? [])
        positions[id] = { x: Math.round(x + offset.x), y: Math.round(y + offset.y) }
    }
  }
  visit(graph, 0, 0)
  const used = new Map<string, number>()
  for (const [id, target] of beside) {
    const at = positions[target]
    const row = used.get(target) ?? 0
    used.set(target, row + 1)
    if (at) positions[id] = { x: at.x - 220, y: at.y + row * 48 }
  }
  return positions
}
