import { type Badge, type Health, healthRank, type TopologyGroup, type TopologyNode } from '@/lib/mesh/topology'
import type { NodeDraft } from './graph-draft'
import type { GroupKey } from './group-key'
import { setLatency } from './set-latency'
import { ratioOf, sumKnown } from './sum-edges'

const mostWorst = 5

/** The members of a group as one. `edgesInside` is for the caller to count. */
export function sumNodes({ id, name }: GroupKey, drafts: readonly NodeDraft[], isOpen: boolean): TopologyGroup {
  const nodes = drafts.map(({ node }) => node)
  const members = { total: nodes.length, healthy: 0, degraded: 0, failing: 0, idle: 0, unknown: 0 }
  const proxies = { total: 0, answering: 0, inSync: 0 }
  for (const node of nodes) {
    members[node.health]++
    proxies.total += node.proxies.total
    proxies.answering += node.proxies.answering
    proxies.inSync += node.proxies.inSync
  }
  const worst = nodes
    .filter((node) => healthRank[node.health] < healthRank.healthy)
    .sort((a, b) => healthRank[a.health] - healthRank[b.health] || (a.id < b.id ? -1 : 1))
    .slice(0, mostWorst)
    .map((node) => ({ id: node.id, health: node.health, reason: node.healthReasons[0] ?? node.health }))
  const health = healthOf(members)
  return {
    id,
    name,
    isOpen,
    members,
    health,
    healthReasons: reasonsOf(members),
    proxies,
    inbound: sumInbound(drafts),
    unknownMembers: members.unknown,
    edgesInside: 0,
    badges: sumBadges(nodes),
    worst,
  }
}

/** One failing member makes a group failing. It is healthy, or idle, only where more of it is known than not. */
function healthOf(members: TopologyGroup['members']): Health {
  if (members.failing > 0) return 'failing'
  if (members.degraded > 0) return 'degraded'
  if (members.unknown * 2 > members.total) return 'unknown'
  return members.healthy > 0 ? 'healthy' : members.idle > 0 ? 'idle' : 'unknown'
}

function reasonsOf(members: TopologyGroup['members']): string[] {
  return (['failing', 'degraded', 'unknown'] as const).flatMap((health) =>
    members[health] > 0 ? [`${members[health]} of ${members.total} ${health}`] : [],
  )
}

function sumInbound(drafts: readonly NodeDraft[]): TopologyGroup['inbound'] {
  const parts = drafts.map(({ node, amounts }) => ({
    ...node.inbound,
    errorRatioUnknown: amounts?.errorRatioUnknown,
    requests: amounts?.requests ?? 0,
    errors: amounts?.errors ?? 0,
  }))
  const connections = sumKnown(parts.map((part) => part.connectionsPerSecond))
  const inbound: TopologyGroup['inbound'] = {
    requestsPerSecond: sumKnown(parts.map((part) => part.requestsPerSecond)),
    errorRatio: ratioOf(parts, 'members').errorRatio,
    latencyMs: null,
    latencyBoundsMs: undefined,
    connectionsPerSecond: connections ?? undefined,
    requests: parts.reduce((sum, part) => sum + part.requests, 0),
    errors: parts.reduce((sum, part) => sum + part.errors, 0),
  }
  const fresh = drafts.filter(({ node }) => node.inbound.latencyMs !== null)
  setLatency(
    inbound,
    fresh.flatMap(({ inbound: edges, inboundRows, serverRows }) => (edges.length > 0 ? inboundRows : serverRows)),
  )
  return inbound
}

/** One badge of each kind, saying of how many; what all of a mesh has in common says nothing of a group. */
function sumBadges(nodes: readonly TopologyNode[]): Badge[] {
  const byKind = new Map<Badge['kind'], { texts: string[]; nodes: Set<string> }>()
  for (const { id, badges } of nodes)
    for (const { kind, text } of badges) {
      const known = byKind.get(kind) ?? { texts: [], nodes: new Set<string>() }
      known.texts.push(text)
      known.nodes.add(id)
      byKind.set(kind, known)
    }
  return [...byKind].map(([kind, { texts, nodes: with_ }]) => ({
    kind,
    text: texts.length === 1 ? (texts[0] ?? '') : `${with_.size} of ${nodes.length}: ${texts[0] ?? ''}`,
  }))
}
