import type { ComparedWire, CompareResponse } from '@/lib/api/compare'
import type { TopologyResponse } from '@/lib/api/topology'
import type { Scene, SceneChange, SceneEdge, SceneNode } from '../scene/scene-model'
import { changesOfMerged } from './changes-of-merged'
import { differenceLabel, kindTones, kindWords, unitOf } from './difference-words'

/** A comparison as the page uses it. */
export type ComparisonView = {
  comparison: CompareResponse
  /** What it is compared with. */
  words: string
  edges: ReadonlyMap<string, ComparedWire>
  nodes: ReadonlyMap<string, ComparedWire>
  /** The graph with what is gone. */
  withGone(topology: TopologyResponse): TopologyResponse
  /** The scene, coloured and labelled by what changed; all else is pale and without words. */
  decorate(scene: Scene): Scene
}

export function toComparisonView(comparison: CompareResponse, words: string): ComparisonView {
  const edges = new Map(comparison.edges.map((edge) => [edge.id, edge]))
  const nodes = new Map(comparison.nodes.map((node) => [node.id, node]))
  return {
    comparison,
    words,
    edges,
    nodes,
    withGone: (topology) => addGone(topology, comparison.gone),
    decorate: (scene) => {
      const merged = changesOfMerged(scene, comparison.edges)
      return {
        ...scene,
        nodes: scene.nodes.map((node) => decorateNode(node, nodes.get(node.id))),
        edges: scene.edges.map((edge) => decorateEdge(edge, changeOf(edges.get(edge.id)) ?? merged.get(edge.id))),
      }
    },
  }
}

/** Gone edges between what is drawn, and gone nodes that such an edge needs. What a filter leaves out stays out. */
function addGone(topology: TopologyResponse, gone: CompareResponse['gone']): TopologyResponse {
  const shown = new Set(topology.nodes.map(({ id }) => id))
  const known = new Set(topology.edges.map(({ id }) => id))
  const goneNodes = new Map(gone.nodes.map((node) => [node.id, node]))
  const edges = gone.edges.filter(
    ({ id, source, target }) =>
      !known.has(id) && (shown.has(source) || shown.has(target)) && [source, target].every((end) => shown.has(end) || goneNodes.has(end)),
  )
  if (edges.length === 0) return topology
  const needed = new Set(edges.flatMap(({ source, target }) => [source, target]).filter((id) => !shown.has(id)))
  return {
    ...topology,
    nodes: [...topology.nodes, ...[...needed].flatMap((id) => goneNodes.get(id) ?? [])],
    edges: [...topology.edges, ...edges],
  }
}

function decorateEdge(edge: SceneEdge, change: SceneChange | undefined): SceneEdge {
  return { ...edge, label: '', fault: null, isLoud: change !== undefined, width: change ? Math.max(2, edge.width) : edge.width, change }
}

/** In place of its kind a node says in a word what changed at it. */
function decorateNode(node: SceneNode, compared: ComparedWire | undefined): SceneNode {
  const presence = compared?.presence === 'gone' || compared?.presence === 'new' ? compared.presence : null
  const isGhost = presence === 'gone'
  const kind = compared?.differences[0]?.kind ?? presence
  if (kind === null) return node
  return { ...node, aside: kindWords[kind], change: { tone: kindTones[kind], text: kindWords[kind], isGhost } }
}

function changeOf(compared: ComparedWire | undefined): SceneChange | undefined {
  if (!compared) return undefined
  const [worst] = compared.differences
  const isGhost = compared.presence === 'gone'
  if (!worst) return isGhost ? { tone: 'muted', text: 'gone, or by chance', isGhost } : undefined
  const more = compared.differences.length - 1
  return { tone: kindTones[worst.kind], text: `${differenceLabel(worst, unitOf(compared))}${more > 0 ? ` +${more}` : ''}`, isGhost }
}
