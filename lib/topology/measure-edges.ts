import type { TopologyEdge } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { GraphDraft } from './graph-draft'
import { emptyMeasured, type Measured, measureRows, toAmounts } from './measure-rows'
import { setLatency } from './set-latency'

/** Numbers of every edge. Where no counting proxy is fresh, rates, ratio and latency stay null: the counts of the range stand, what flows now is not known. */
export function measureEdges(draft: GraphDraft): void {
  const measured = emptyMeasured()
  draft.edges.forEach((drafted) => {
    const { edge, rows } = drafted
    fill(edge, measureRows(rows, edge.protocol, draft.coverage, measured), rows)
    drafted.amounts = toAmounts(measured)
  })
}

function fill(edge: TopologyEdge, measured: Measured, rows: readonly EdgeTotal[]): void {
  edge.requests = measured.requests
  edge.errors = measured.errors
  edge.coveredSeconds = measured.coveredSeconds
  edge.mtlsRatio = measured.connections > 0 ? Math.min(1, measured.tlsHandshakes / measured.connections) : null
  if (!measured.isFresh) return
  const isTcp = edge.protocol === 'tcp'
  edge.requestsPerSecond = isTcp ? null : measured.requestsPerSecond
  edge.errorRatio = measured.errorRatio
  if (measured.errorRatioUnknown) edge.errorRatioUnknown = measured.errorRatioUnknown
  setLatency(edge, rows)
  edge.retriesPerSecond = measured.retriesPerSecond
  edge.timeoutsPerSecond = measured.timeoutsPerSecond
  edge.attemptsPerSecond = measured.attemptsPerSecond
  edge.injectedPerSecond = measured.injectedPerSecond
  edge.connectionsOpen = measured.connectionsOpen
  edge.connectionsPerSecond = measured.connectionsPerSecond
  edge.bytesPerSecond = measured.bytesPerSecond
}
