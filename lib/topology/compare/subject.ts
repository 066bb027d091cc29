import type { ComparedSide } from '@/lib/mesh/comparison'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from '../coverage'
import type { EdgeDraft, GraphDraft, NodeDraft } from '../graph-draft'
import type { Amounts } from '../measure-rows'
import type { Counted, Paced } from './exact-tests'

/** A node or edge in one window: what the tests need of it. */
export type Subject = {
  side: ComparedSide
  protocol: Protocol
  rows: readonly EdgeTotal[]
  /** false: no counting proxy was read up to the window's end; then nothing of it is known. */
  isKnown: boolean
  unknownReason: string
  /** Failures among finals, or among connections of tcp; null where nobody knows how many failed. */
  failures: Counted | null
  /** Finals, or connections of tcp, and the seconds that give the rate which is shown. */
  pace: Paced
}

export const edgeSubjects = (draft: GraphDraft): Map<string, Subject> =>
  new Map(Array.from(draft.edges.values(), (drafted) => [drafted.edge.id, edgeSubject(drafted, draft.coverage)]))

/** Nodes that somebody counts; of others there is nothing to compare but their edges. */
export function nodeSubjects(draft: GraphDraft): Map<string, Subject> {
  const subjects = new Map<string, Subject>()
  for (const drafted of draft.nodes.values()) {
    const { amounts, node } = drafted
    if (amounts) subjects.set(node.id, nodeSubject(drafted, amounts, draft.coverage))
  }
  return subjects
}

function edgeSubject({ edge, rows, amounts }: EdgeDraft, coverage: GraphDraft['coverage']): Subject {
  const rate = edge.protocol === 'tcp' ? (edge.connectionsPerSecond ?? null) : edge.requestsPerSecond
  const { requests, errors, coveredSeconds, requestsPerSecond, connectionsPerSecond, errorRatio, latencyMs, latencyBoundsMs } = edge
  const side = { requests, errors, coveredSeconds, requestsPerSecond, errorRatio, latencyMs, health: edge.health }
  return toSubject(
    { ...side, latencyBoundsMs, ...tcpRate(edge.protocol, connectionsPerSecond), proxies: countProxies(rows, coverage) },
    edge.protocol,
    rows,
    amounts,
    rate,
  )
}

function nodeSubject({ node, inbound, inboundRows, serverRows }: NodeDraft, amounts: Amounts, coverage: GraphDraft['coverage']): Subject {
  const rows = inbound.length > 0 ? inboundRows : serverRows
  const protocol = rows.find(({ key }) => key.protocol !== 'tcp')?.key.protocol ?? 'tcp'
  const { requestsPerSecond, connectionsPerSecond, errorRatio, latencyMs, latencyBoundsMs } = node.inbound
  const { requests, errors } = amounts
  const side = {
    requests,
    errors,
    requestsPerSecond,
    ...tcpRate(protocol, connectionsPerSecond),
    errorRatio,
    latencyMs,
    latencyBoundsMs,
    health: node.health,
  }
  const coveredSeconds = secondsOf(rows, coverage)
  const proxies = countProxies(rows, coverage)
  return toSubject(
    { ...side, coveredSeconds, proxies },
    protocol,
    rows,
    amounts,
    protocol === 'tcp' ? (connectionsPerSecond ?? null) : requestsPerSecond,
  )
}

/** Where requests are counted nobody asks for connections. */
const tcpRate = (protocol: Protocol, connectionsPerSecond: number | undefined): { connectionsPerSecond?: number | undefined } =>
  protocol === 'tcp' ? { connectionsPerSecond } : {}

function toSubject(
  side: ComparedSide,
  protocol: Protocol,
  rows: readonly EdgeTotal[],
  amounts: Amounts | null,
  rate: number | null,
): Subject {
  const count = !amounts ? 0 : protocol === 'tcp' ? amounts.connections : amounts.requests
  return {
    side,
    protocol,
    rows,
    isKnown: amounts?.isFresh ?? false,
    unknownReason: `no fresh window from ${amounts?.staleProxies.slice(0, 3).join(', ') || 'any proxy'}`,
    failures: amounts ? failuresOf(amounts, protocol) : null,
    pace: { count, exposure: rate && count > 0 ? count / rate : side.coveredSeconds },
  }
}

function failuresOf(
  { requests, connections, errors, errorRatioUnknown }: Pick<Amounts, 'requests' | 'connections' | 'errors' | 'errorRatioUnknown'>,
  protocol: Protocol,
): Counted | null {
  if (errorRatioUnknown !== undefined) return null
  const all = protocol === 'tcp' ? Math.max(connections, errors) : requests
  return { hits: Math.min(errors, all), all }
}

const coveredBy = (rows: readonly EdgeTotal[], coverage: ReadonlyMap<string, Coverage>): Coverage[] =>
  [...new Set(rows.map(({ key }) => key.proxyId))].flatMap((id) => coverage.get(id) ?? []).filter(({ coveredMs }) => coveredMs > 0)

const countProxies = (rows: readonly EdgeTotal[], coverage: ReadonlyMap<string, Coverage>): number =>
  rows.length === 1 ? ((coverage.get(rows[0]?.key.proxyId ?? '')?.coveredMs ?? 0) > 0 ? 1 : 0) : coveredBy(rows, coverage).length

function secondsOf(rows: readonly EdgeTotal[], coverage: ReadonlyMap<string, Coverage>): number {
  const covered = coveredBy(rows, coverage)
  return covered.length === 0 ? 0 : covered.reduce((sum, { coveredMs }) => sum + coveredMs, 0) / covered.length / 1000
}
