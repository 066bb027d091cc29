import type { TopologyEdgeWire } from '@/lib/api/topology'
import { formatByteRate, formatLatency, formatNumber, formatPlural, formatRate, formatRatio } from '@/lib/mesh/format'

/** Name and value of all that is counted on an edge. */
export function edgeFacts(edge: TopologyEdgeWire): [string, string][] {
  const latency = (name: 'p50' | 'p95' | 'p99') => formatLatency(edge.latencyMs?.[name], edge.latencyBoundsMs?.[name])
  const facts: [string, string][] = []
  if (edge.protocol !== 'tcp') {
    facts.push(['Requests', `${formatPlural(edge.requests, 'final')}, ${formatRate(edge.requestsPerSecond)}`])
    facts.push(['Attempts', formatRate(edge.attemptsPerSecond)])
    facts.push(['Retries', formatRate(edge.retriesPerSecond)])
    facts.push(['Timeouts', formatRate(edge.timeoutsPerSecond)])
    facts.push(['Latency', `p50 ${latency('p50')}, p95 ${latency('p95')}, p99 ${latency('p99')}`])
  }
  if (edge.connectionsOpen !== undefined) facts.push(['Connections open', formatNumber(edge.connectionsOpen)])
  if (edge.connectionsPerSecond !== undefined) facts.push(['Connections opened', formatRate(edge.connectionsPerSecond, '/s')])
  if (edge.bytesPerSecond !== undefined) facts.push(['Throughput', formatByteRate(edge.bytesPerSecond)])
  facts.push(['mTLS', edge.mtlsRatio === null ? 'not known' : formatRatio(edge.mtlsRatio)])
  return facts
}
