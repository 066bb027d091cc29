import type { TopologyGroupWire, TopologyResponse } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'
import { formatLatency, formatPlural, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { type Scene, type SceneEdge, type SceneFrame, type SceneNode, type SceneOptions, toScene } from './scene-model'

export const groupWidth = 172
export const groupHeight = 62
/** Of an open one. */
export const headHeight = 34
export const smallWidth = 116
export const smallHeight = 24

const order = ['failing', 'degraded', 'unknown', 'idle', 'healthy'] as const

export function groupName({ id, name }: Pick<TopologyGroupWire, 'id' | 'name'>, limit = 20): string {
  if (name !== '') return displayName(name, limit)
  return id.startsWith('team=') ? 'no team' : 'no namespace'
}

/** A closed group as a node: 172 × 62. */
function toGroupNode(group: TopologyGroupWire): SceneNode {
  const { inbound, members, health } = group
  const bad = members.failing + members.degraded
  const rate = formatRate(inbound.requestsPerSecond)
  const tcp = inbound.connectionsPerSecond === undefined ? '' : formatRate(inbound.connectionsPerSecond, 'c/s')
  return {
    id: group.id,
    namespace: '',
    service: group.id,
    shape: 'service',
    width: groupWidth,
    height: groupHeight,
    name: groupName(group),
    isNewerVersion: false,
    aside: String(members.total),
    requests: rate.startsWith(noData) ? tcp : rate,
    errors: formatRatio(inbound.errorRatio),
    latency: formatLatency(inbound.latencyMs?.p95, inbound.latencyBoundsMs?.p95),
    health,
    isBadErrors: false,
    strip: [],
    hasFault: group.badges.some((badge) => badge.kind === 'fault'),
    hasCanary: group.badges.some((badge) => badge.kind === 'canary'),
    marks: [],
    tally: {
      parts: [...order].reverse().flatMap((each) => (members[each] > 0 ? [{ health: each, share: members[each] / members.total }] : [])),
      trouble: bad === 0 ? null : { health: members.failing > 0 ? 'failing' : 'degraded', text: `${bad} of ${members.total}` },
    },
  }
}

function toFrame(group: TopologyGroupWire, ids: string[]): SceneFrame {
  const closed = toGroupNode(group)
  const noun = group.id.startsWith('version=') ? 'part' : 'service'
  return {
    id: group.id,
    title: groupName(group, 32),
    count: formatPlural(group.members.total, noun),
    signals: [closed.requests, closed.errors, closed.latency].filter((text) => text !== '' && !text.startsWith(noData)).join('   '),
    health: group.health,
    ids,
    closed,
  }
}

/** Members of open groups are smaller: name, health, and what is not well. */
const toSmall = (node: SceneNode): SceneNode => ({ ...node, width: smallWidth, height: smallHeight, strip: [], isSmall: true })

function toFrames({ groups = [], nodes }: Pick<TopologyResponse, 'groups' | 'nodes'>): SceneFrame[] {
  const open = groups.filter((group) => group.isOpen)
  if (open.length === 0) return []
  const members = new Map<string, string[]>(open.map(({ id }) => [id, []]))
  for (const node of nodes) if (node.group !== undefined) members.get(node.group)?.push(node.id)
  return open.map((group) => toFrame(group, members.get(group.id) ?? []))
}

/** What is drawn for a topology whose groups are partly open. */
export function toGroupedScene(topology: TopologyResponse, options: SceneOptions): Scene {
  const scene = toScene(topology, options)
  const groups = topology.groups ?? []
  if (groups.length === 0) return scene
  const inside = new Set(topology.nodes.flatMap((node) => (node.group === undefined ? [] : [node.id])))
  const nodes = scene.nodes.map((node) => (inside.has(node.id) ? toSmall(node) : node))
  for (const group of groups) if (!group.isOpen) nodes.push(toGroupNode(group))
  return { nodes, edges: thinned(scene.edges, topology.edges), regions: [], frames: toFrames(topology) }
}

/** Between groups nearly all edges carry thousands: widths are told apart against the strongest in sight, 1 to 3.5 px. */
function thinned(drawn: readonly SceneEdge[], edges: TopologyResponse['edges']): SceneEdge[] {
  const rates = new Map(edges.map((edge) => [edge.id, Math.log1p(edge.requestsPerSecond ?? edge.connectionsPerSecond ?? 0)]))
  const top = Math.max(1, ...rates.values())
  return drawn.map((edge) => ({ ...edge, width: 1 + 2.5 * ((rates.get(edge.id) ?? 0) / top) ** 3 + (edge.isLoud ? 1 : 0) }))
}
