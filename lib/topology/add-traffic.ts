import { edgeId } from '@/lib/mesh/names'
import type { NodeKind } from '@/lib/mesh/topology'
import type { EdgeEnd, EdgeOrigin, EdgeTotal } from '@/lib/mesh/window'
import { endId } from './end-id'
import { emptyEdge, ensureNode, type GraphDraft, type NodeDraft } from './graph-draft'

const originRank: Record<EdgeOrigin, number> = { inferred: 0, matched: 1, declared: 2 }

/**
 * Series become edges and nodes: client-side ones, and the server-side ones of gateways (clients → gateway). Other server-side series wait at their node.
 * Mirrored traffic is left out. In the instance view a destination with several endpoints is told apart by its `host` series, which have no latency.
 */
export function addTraffic(draft: GraphDraft): void {
  const { totals, view } = draft.input
  const split = view === 'instance' ? splitDestinations(totals) : new Set<string>()
  for (const total of totals) {
    const { key } = total
    if (key.mirror) continue
    if (key.side === 'server' && key.target.kind !== 'gateway') {
      if (key.level === 'edge') addEnd(draft, key.target, total).serverRows.push(total)
    } else if (key.level === 'host' ? view === 'instance' : split.size === 0 || !split.has(destinationOf(total))) addRow(draft, total)
  }
}

function splitDestinations(totals: readonly EdgeTotal[]): Set<string> {
  return new Set(totals.filter((total) => total.key.level === 'host' && !total.key.mirror).map(destinationOf))
}

const destinationOf = ({ key }: EdgeTotal): string =>
  `${key.proxyId} ${key.side} ${key.target.service}@${key.target.version} ${key.protocol}`

function addRow(draft: GraphDraft, total: EdgeTotal): void {
  const { key } = total
  const source = addEnd(draft, key.source, null)
  const target = addEnd(draft, key.target, total)
  const id = edgeId(source.node.id, target.node.id, key.protocol)
  let edge = draft.edges.get(id)
  if (!edge) {
    const empty = emptyEdge(id, source.node.id, target.node.id, key.protocol, key.origin)
    edge = { edge: empty, rows: [total], source, target, amounts: null }
    draft.edges.set(id, edge)
    target.inbound.push(edge)
  } else edge.rows.push(total)
  if (originRank[key.origin] > originRank[edge.edge.origin]) edge.edge.origin = key.origin
  target.inboundRows.push(total)
}

function addEnd(draft: GraphDraft, end: EdgeEnd, inbound: EdgeTotal | null): NodeDraft {
  const id = endId(end, draft.input.view)
  const known = draft.nodes.get(id)
  if (known) {
    if (inbound) known.node.protocol ??= inbound.key.protocol
    return known
  }
  const version = id === end.service ? null : end.version
  const protocol = inbound && end.kind !== 'gateway' ? inbound.key.protocol : undefined
  return ensureNode(draft, { id, kind: kindOf(end, id), service: end.service, version, isDeclared: false, protocol })
}

function kindOf(end: EdgeEnd, id: string): NodeKind {
  if (end.kind !== 'service' || id === end.service) return end.kind
  return id === endId(end, 'version') ? 'version' : 'instance'
}
