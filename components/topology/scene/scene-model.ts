import type { TopologyEdgeWire, TopologyNodeWire, TopologyResponse } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'
import { formatByteRate, formatLatency, formatMs, formatNumber, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { serviceOf } from '../service-of'
import { nodeAside, nodeTitle } from './node-words'
import type { ColorName } from './scene-colors'

export type EdgeLabel = 'requests' | 'errors' | 'latency' | 'throughput'
export type Overlay = 'health' | 'rate' | 'errors' | 'latency' | 'change'
export type SceneHealth = TopologyNodeWire['health']
export type Shape = 'service' | 'gateway' | 'external' | 'tcp' | 'cloud'

/** A part of the strip on a node's top: a version with its assigned share, in per cent of the strip's width. */
export type StripPart = { version: string; label: string; widthShare: number; isNewer: boolean }

/** What differs from the window that is compared with; a ghost is there no more. */
export type SceneChange = { tone: ColorName; text: string; isGhost: boolean }

/** A node as it is drawn. Texts are rounded and safe; equal scenes draw equal pictures. Sizes in px at zoom 1, the position is the body's centre. */
export type SceneNode = {
  id: string
  namespace: string
  /** Nodes of one service stand together. */
  service: string
  shape: Shape
  width: number
  height: number
  name: string
  isNewerVersion: boolean
  aside: string
  requests: string
  errors: string
  latency: string
  health: SceneHealth
  isBadErrors: boolean
  strip: StripPart[]
  hasFault: boolean
  hasCanary: boolean
  marks: string[]
  change?: SceneChange | undefined
  /** A member of an open group. */
  isSmall?: boolean | undefined
  /** A closed group. */
  tally?: Tally | undefined
}

export type Strand = { version: string | null; share: number; isNewer: boolean; isPlanned: boolean }

/** An edge as it is drawn; one strand per version that takes traffic. `width` in px, `tone` 0..1 for the chosen overlay, null = not measured. */
export type SceneEdge = {
  id: string
  source: string
  target: string
  width: number
  health: SceneHealth
  label: string
  isInferred: boolean
  isLoud: boolean
  fault: string | null
  tone: number | null
  strands: Strand[]
  change?: SceneChange | undefined
}

/** What a closed group shows beside its sums: how its members are, in shares of the strip, and what is not well with them. */
export type Tally = { parts: { health: SceneHealth; share: number }[]; trouble: { health: 'failing' | 'degraded'; text: string } | null }
/** An open group: what stands on its head; `closed` is how it looks, and where it stands, when it is closed. */
export type SceneFrame = {
  id: string
  title: string
  count: string
  signals: string
  health: SceneHealth
  ids: string[]
  closed: SceneNode
}
export type Region = { namespace: string; title: string; ids: string[] }
/** Closed groups are among the nodes; the members of open ones too, and their frames. */
export type Scene = { nodes: SceneNode[]; edges: SceneEdge[]; regions: Region[]; frames: SceneFrame[] }
export type SceneOptions = { edgeLabel: EdgeLabel; overlay: Overlay; planned: { service: string; weights: Record<string, number> } | null }

export const nodeWidth = 152
export const nodeHeight = 44
export const stripHeight = 15
/** Above this the nodes are laid out flat, and a region would cover half of the others. */
const mostWithRegions = 120

/** What is drawn for the nodes and edges of a topology; its groups come from `toGroupedScene`. O(nodes + edges). */
export function toScene(topology: TopologyResponse, options: SceneOptions): Scene {
  const siblings = countVersions(topology.nodes)
  const nodes = topology.nodes.map((node) => toSceneNode(node, siblings, options.planned))
  const byId = new Map(topology.nodes.map((node) => [node.id, node]))
  const tops = toTops(topology.edges)
  const edges = topology.edges.map((edge) => toSceneEdge(edge, byId.get(edge.target), siblings, tops, options))
  return { nodes, edges, regions: topology.nodes.length > mostWithRegions ? [] : toRegions(topology.nodes), frames: [] }
}

function toSceneNode(node: TopologyNodeWire, siblings: Map<string, string[]>, planned: SceneOptions['planned']): SceneNode {
  const shape = toShape(node)
  const { inbound } = node
  const isTcp = node.protocol === 'tcp'
  const rate = isTcp ? `${formatNumber(inbound.connectionsPerSecond)} c/s` : formatRate(inbound.requestsPerSecond)
  return {
    id: node.id,
    namespace: node.namespace,
    service: serviceOf(node),
    shape,
    width: shape === 'cloud' ? 104 : nodeWidth,
    height: nodeHeight,
    name: nodeTitle(node),
    isNewerVersion: isNewest(node, siblings),
    aside: nodeAside(node),
    requests: shape === 'cloud' || rate.startsWith(noData) ? '' : rate,
    errors: isTcp || shape === 'cloud' ? '' : formatRatio(inbound.errorRatio),
    latency: shape === 'cloud' ? '' : formatLatency(inbound.latencyMs?.p95, inbound.latencyBoundsMs?.p95),
    health: node.health,
    isBadErrors: (node.health === 'degraded' || node.health === 'failing') && (inbound.errorRatio ?? 0) >= 0.01,
    strip: toStrip(node, planned),
    hasFault: node.badges.some((badge) => badge.kind === 'fault'),
    hasCanary: node.badges.some((badge) => badge.kind === 'canary'),
    marks: node.badges.filter((badge) => badge.kind !== 'fault').map((badge) => badge.kind),
  }
}

/** Whether a version or instance is of the newest of several versions. */
function isNewest(node: TopologyNodeWire, siblings: ReadonlyMap<string, string[]>): boolean {
  const versions = siblings.get(serviceOf(node)) ?? []
  return node.version !== undefined && versions.length > 1 && versions.at(-1) === node.version
}

function toShape(node: TopologyNodeWire): Shape {
  if (node.kind === 'unknown') return 'cloud'
  if (node.kind === 'external') return 'external'
  if (node.kind === 'gateway') return 'gateway'
  return node.protocol === 'tcp' ? 'tcp' : 'service'
}

/** Widths by share with a floor, so that a version of 0 % can be read. */
function toStrip(node: TopologyNodeWire, planned: SceneOptions['planned']): StripPart[] {
  const versions = node.versions ?? []
  if (versions.length < 2) return []
  const weights = planned?.service === node.id ? planned.weights : null
  const shares = versions.map((version) => weights?.[version.name] ?? version.weightPercent ?? version.observedPercent ?? 0)
  const floor = versions.length === 2 ? 44 / nodeWidth : Math.min(0.25, 1 / versions.length)
  const total = shares.reduce((sum, share) => sum + share, 0) || 1
  const floored = shares.map((share) => Math.max(floor, share / total))
  const spare = floored.reduce((sum, share) => sum + share, 0) - 1
  const room = floored.reduce((sum, share) => sum + (share - floor), 0)
  return versions.map((version, index) => {
    const width = floored[index] ?? floor
    const known = weights !== null || version.weightPercent !== null
    return {
      version: version.name,
      label: `${displayName(version.name, 8)} ${known ? Math.round(shares[index] ?? 0) : '?'}`,
      widthShare: room > 0 ? width - (spare * (width - floor)) / room : 1 / versions.length,
      isNewer: index === versions.length - 1,
    }
  })
}

function toSceneEdge(
  edge: TopologyEdgeWire,
  target: TopologyNodeWire | undefined,
  siblings: Map<string, string[]>,
  tops: Tops,
  options: SceneOptions,
): SceneEdge {
  const rate = edge.requestsPerSecond ?? edge.connectionsPerSecond ?? 0
  const isLoud = edge.health === 'degraded' || edge.health === 'failing'
  const strip = target?.versions ?? []
  return {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    width: toWidth(rate) + (isLoud ? 1 : 0),
    health: edge.health,
    label: isLoud ? loudLabel(edge) : quietLabel(edge, options.edgeLabel),
    isInferred: edge.origin === 'inferred',
    isLoud,
    fault: (edge.injectedPerSecond ?? 0) > 0 ? faultText(edge, target) : null,
    tone: toTone(edge, tops, options.overlay),
    strands:
      target && isNewest(target, siblings)
        ? [{ version: null, share: 1, isNewer: true, isPlanned: false }]
        : toStrands(edge, strip.length > 1 ? strip.map((version) => version.name) : [], options.planned),
  }
}

/** 1 to 4 px by the logarithm of the rate: 1 at 1 rps, 4 at 1,000. */
function toWidth(rate: number): number {
  return Math.min(4, Math.max(1, 1 + Math.log10(Math.max(1, rate))))
}

function quietLabel(edge: TopologyEdgeWire, label: EdgeLabel): string {
  if (label === 'errors') return edge.errorRatio === null ? '' : `${formatRatio(edge.errorRatio)}${edge.errorRatio === 0 ? ' errors' : ''}`
  if (label === 'latency') {
    const text = formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95)
    return text === noData ? '' : text
  }
  if (label === 'throughput') return edge.bytesPerSecond === undefined ? '' : formatByteRate(edge.bytesPerSecond)
  if (edge.requestsPerSecond !== null) return formatRate(edge.requestsPerSecond)
  return edge.connectionsPerSecond === undefined ? '' : formatRate(edge.connectionsPerSecond, 'conn/s')
}

function loudLabel(edge: TopologyEdgeWire): string {
  const parts = [(edge.errorRatio ?? 0) > 0 ? `${formatRatio(edge.errorRatio)} errors` : (edge.healthReasons[0] ?? edge.health)]
  const p95 = edge.latencyMs?.p95
  if (p95 !== null && p95 !== undefined && p95 >= 1000) parts.push(`p95 ${formatMs(p95)}`)
  return displayName(parts.join(' · '), 40)
}

function faultText(edge: TopologyEdgeWire, target: TopologyNodeWire | undefined): string {
  const badge = target?.badges.find((each) => each.kind === 'fault')
  return displayName(badge?.text ?? `${formatNumber(edge.injectedPerSecond)}/s injected`, 28)
}

function toStrands(edge: TopologyEdgeWire, versions: readonly string[], planned: SceneOptions['planned']): Strand[] {
  const newest = versions.at(-1)
  const split = (edge.split ?? []).filter((part) => part.requestsPerSecond > 0)
  const total = split.reduce((sum, part) => sum + part.requestsPerSecond, 0)
  if (versions.length < 2 || total === 0) return [{ version: null, share: 1, isNewer: false, isPlanned: false }]
  const strands = split.map((part) => ({
    version: part.version,
    share: part.requestsPerSecond / total,
    isNewer: part.version === newest,
    isPlanned: false,
  }))
  if (planned?.service !== edge.target) return strands
  return versions
    .filter((version) => (planned.weights[version] ?? 0) > 0)
    .map((version) => ({
      version,
      share: (planned.weights[version] ?? 0) / 100,
      isNewer: version === newest,
      isPlanned: version === newest,
    }))
}

type Tops = { rate: number; latency: number }
function toTops(edges: readonly TopologyEdgeWire[]): Tops {
  let rate = 1
  let latency = 1
  for (const edge of edges) {
    rate = Math.max(rate, edge.requestsPerSecond ?? edge.connectionsPerSecond ?? 0)
    latency = Math.max(latency, edge.latencyMs?.p95 ?? 0)
  }
  return { rate, latency }
}

/** How strongly the overlay colours the edge: rate and latency by logarithm against the highest in sight, errors against 5 %. */
function toTone(edge: TopologyEdgeWire, tops: Tops, overlay: Overlay): number | null {
  if (overlay === 'rate') return Math.log1p(edge.requestsPerSecond ?? edge.connectionsPerSecond ?? 0) / Math.log1p(tops.rate)
  if (overlay === 'errors') return edge.errorRatio === null ? null : Math.min(1, edge.errorRatio / 0.05)
  if (overlay === 'latency') {
    const p95 = edge.latencyMs?.p95
    return p95 === null || p95 === undefined ? null : Math.log1p(p95) / Math.log1p(tops.latency)
  }
  return null
}

function countVersions(nodes: readonly TopologyNodeWire[]): Map<string, string[]> {
  const versions = new Map<string, string[]>()
  for (const node of nodes) {
    if ((node.kind !== 'version' && node.kind !== 'instance') || node.version === undefined) continue
    const known = versions.get(serviceOf(node)) ?? []
    if (!known.includes(node.version)) versions.set(serviceOf(node), [...known, node.version])
  }
  for (const list of versions.values()) list.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return versions
}

function toRegions(nodes: readonly TopologyNodeWire[]): Scene['regions'] {
  const byNamespace = new Map<string, TopologyNodeWire[]>()
  for (const node of nodes) {
    if (node.namespace === '' || node.kind === 'unknown') continue
    byNamespace.set(node.namespace, [...(byNamespace.get(node.namespace) ?? []), node])
  }
  return [...byNamespace].map(([namespace, members]) => {
    const services = new Set(members.filter((node) => node.kind !== 'gateway').map((node) => node.name)).size
    const count = services > 1 ? `  ${services} services` : ''
    return { namespace, title: `${displayName(namespace, 24)}${count}`, ids: members.map((node) => node.id) }
  })
}
