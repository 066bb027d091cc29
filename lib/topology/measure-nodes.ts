import type { TopologyEdge, TopologyNode } from '@/lib/mesh/topology'
import type { GraphDraft, NodeDraft } from './graph-draft'
import { emptyMeasured, type Measured, measureRows, toAmounts } from './measure-rows'
import { setLatency } from './set-latency'

/** What each node took in, as its callers saw it; as its own proxies counted it where no caller's proxy does. */
export function measureNodes(draft: GraphDraft): void {
  const measured = emptyMeasured()
  draft.nodes.forEach((drafted) => {
    measureNode(draft, drafted, measured)
  })
}

function measureNode(draft: GraphDraft, drafted: NodeDraft, measured: Measured): void {
  const rows = drafted.inbound.length > 0 ? drafted.inboundRows : drafted.serverRows
  if (rows.length === 0) return
  const protocol = rows.find((row) => row.key.protocol !== 'tcp')?.key.protocol ?? 'tcp'
  measureRows(rows, protocol, draft.coverage, measured)
  drafted.amounts = toAmounts(measured)
  if (!measured.isFresh) return
  const { inbound } = drafted.node
  inbound.requestsPerSecond = protocol === 'tcp' ? null : measured.requestsPerSecond
  inbound.errorRatio = measured.errorRatio
  const only = drafted.inbound.length === 1 ? drafted.inbound[0] : undefined
  if (only) copyLatency(inbound, only.edge)
  else setLatency(inbound, rows)
  if (protocol === 'tcp') inbound.connectionsPerSecond = measured.connectionsPerSecond
}

function copyLatency(into: TopologyNode['inbound'], edge: TopologyEdge): void {
  into.latencyMs = edge.latencyMs
  into.latencyBoundsMs = edge.latencyBoundsMs
}
