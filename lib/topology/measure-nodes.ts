import type { GraphDraft, NodeDraft } from './graph-draft'
import { summariseLatency } from './latency-summary'
import { measureRows } from './measure-rows'

/** What each node took in, as its callers saw it; as its own proxies counted it where no caller's proxy does. */
export function measureNodes(draft: GraphDraft): void {
  for (const drafted of draft.nodes.values()) measureNode(draft, drafted)
}

function measureNode(draft: GraphDraft, drafted: NodeDraft): void {
  const rows = drafted.inbound.length > 0 ? drafted.inbound.flatMap((edge) => edge.rows) : drafted.serverRows
  if (rows.length === 0) return
  const protocol = rows.find((row) => row.key.protocol !== 'tcp')?.key.protocol ?? 'tcp'
  const only = drafted.inbound.length === 1 ? drafted.inbound[0]?.measured : undefined
  const measured = only ?? measureRows(rows, protocol, draft.coverage)
  drafted.measured = measured
  if (!measured.isFresh) return
  const { inbound } = drafted.node
  inbound.requestsPerSecond = protocol === 'tcp' ? null : measured.requestsPerSecond
  inbound.errorRatio = measured.errorRatio
  Object.assign(inbound, summariseLatency(measured.latencies))
  if (protocol === 'tcp') inbound.connectionsPerSecond = measured.connectionsPerSecond
}
