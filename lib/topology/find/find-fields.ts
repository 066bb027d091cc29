import type { TopologyEdge, TopologyNode } from '@/lib/mesh/topology'

/** What find looks at: both the graph that is built and the one that came over the wire. */
export type FindNode = Pick<
  TopologyNode,
  'id' | 'kind' | 'namespace' | 'name' | 'version' | 'protocol' | 'health' | 'proxies' | 'inbound' | 'badges' | 'labels'
>
export type FindEdge = Pick<
  TopologyEdge,
  | 'id'
  | 'source'
  | 'target'
  | 'protocol'
  | 'health'
  | 'origin'
  | 'requestsPerSecond'
  | 'errorRatio'
  | 'latencyMs'
  | 'latencyBoundsMs'
  | 'retriesPerSecond'
  | 'timeoutsPerSecond'
  | 'injectedPerSecond'
  | 'mtlsRatio'
>

export type TextField = 'name' | 'id' | 'ns' | 'kind' | 'health' | 'version' | 'protocol' | 'origin' | 'caller' | 'callee'
export type NumberField = 'rps' | 'errors' | 'p50' | 'p95' | 'p99' | 'retries' | 'timeouts' | 'mtls' | 'insync' | 'answering'
/** ratio: written in per cent; ms: with `ms` or `s`; plain: a number. */
export const numberFields: Record<NumberField, 'ratio' | 'ms' | 'plain'> = {
  rps: 'plain',
  errors: 'ratio',
  p50: 'ms',
  p95: 'ms',
  p99: 'ms',
  retries: 'plain',
  timeouts: 'plain',
  mtls: 'ratio',
  insync: 'ratio',
  answering: 'ratio',
}
export const textFields: readonly TextField[] = ['name', 'id', 'ns', 'kind', 'health', 'version', 'protocol', 'origin', 'caller', 'callee']
/** A field that only nodes or only edges have; all others both have. */
export const ofNodes: ReadonlySet<string> = new Set(['name', 'id', 'ns', 'kind', 'version', 'insync', 'answering'])
export const ofEdges: ReadonlySet<string> = new Set(['origin', 'retries', 'timeouts', 'mtls'])

export const badgeWords = {
  fault: 'fault',
  canary: 'canary',
  drift: 'drift',
  laggard: 'laggard',
  simulated: 'simulated',
  ejected: 'ejected',
  breaker: 'breaker_open',
} as const
export type BadgeWord = keyof typeof badgeWords

export const healths: readonly string[] = ['healthy', 'degraded', 'failing', 'idle', 'unknown']

/** The number of a field; null where it is not known. An interval of latency counts as its lower end. Ratios 0..1, latency in ms, rates per second. */
export function nodeNumber(node: FindNode, field: NumberField): number | null {
  const { inbound, proxies } = node
  if (field === 'rps') return inbound.requestsPerSecond
  if (field === 'errors') return inbound.errorRatio
  if (field === 'insync') return proxies.total === 0 ? null : proxies.inSync / proxies.total
  if (field === 'answering') return proxies.total === 0 ? null : proxies.answering / proxies.total
  if (field === 'p50' || field === 'p95' || field === 'p99')
    return inbound.latencyBoundsMs?.[field][0] ?? inbound.latencyMs?.[field] ?? null
  return null
}

export function edgeNumber(edge: FindEdge, field: NumberField): number | null {
  if (field === 'rps') return edge.requestsPerSecond
  if (field === 'errors') return edge.errorRatio
  if (field === 'retries') return edge.retriesPerSecond
  if (field === 'timeouts') return edge.timeoutsPerSecond
  if (field === 'mtls') return edge.mtlsRatio
  if (field === 'p50' || field === 'p95' || field === 'p99') return edge.latencyBoundsMs?.[field][0] ?? edge.latencyMs?.[field] ?? null
  return null
}
