import type { TopologyEdge, TopologyNode } from '@/lib/mesh/topology'
import type { GraphDraft, NodeDraft } from './graph-draft'
import { measureRows } from './measure-rows'
import { setLatency } from './set-latency'

/** What each node took in, as its callers saw it; as its own proxies counted it where no caller's proxy does. */
export function measureNodes(draft: GraphDraft): void {
  for (const drafted of draft.nodes.values()) measureNode(draft, drafted)
}

function measureNode(draft: GraphDraft, drafted: NodeDraft): void {
  const rows = drafted.inbound.length > 0 ? drafted.inboundRows : drafted.serverRows
  if (rows.length === 0) return
  const protocol = rows.find((row) => row.key.protocol !== 'tcp')?.key.protocol ?? 'tcp'
  const only = drafted.inbound.length === 1 ? drafted.inbound[0]?.measured : undefined
  const measured = only ?? measureRows(rows, protocol, draft.coverage)
  drafted.measured = measured
  if (!measured.isFresh) return
  const { inbound } = drafted.node
  inbound.requestsPerSecond = protocol === 'tcp' ? null : measured.requestsPerSecond
  inbound.errorRatio = measured.errorRatio
  if (only) copyLatency(inbound, drafted.inbound[0]?.edge)
  else setLatency(inbound, rows)
  if (protocol === 'tcp') inbound.connectionsPerSecond = measured.connectionsPerSecond
}

function copyLatency(into: TopologyNode['inbound'], edge: TopologyEdge | undefined): void {
  if (!edge) return
  into.latencyMs = edge.latencyMs
  into.latencyBoundsMs = edge.latencyBoundsMs
}
