import type { EdgeEnd, EdgeGauges, EdgeKey } from '@/lib/mesh/window'
import { addCounts, countBetween, countsBetween, emptyCounts, emptyGauges } from './edge-counts'
import { type Destination, toDestinations, toHostEnd, toOwnEnd, toProtocol, type WindowContext } from './edge-ends'
import { type EdgeRows, sumGauges } from './edge-rows'
import { subtractHistogram } from './histogram'
import type { ClusterSample, HostSample } from './sweep'

type Pair = { current: ClusterSample; before: ClusterSample | undefined }

/**
 * Client-side rows of one cluster: one per target version, and one per host beside it where there are several. A cluster that has never carried anything
 * gives none. On gRPC, errors are those of grpc_stats once it tells; until then HTTP's, and `grpcRequests` is 0.
 */
export function addClientRows(rows: EdgeRows, pair: Pair, context: WindowContext, hasLatency: boolean): void {
  if (!isUsed(pair.current) && !(pair.before && isUsed(pair.before))) return
  const destinations = toDestinations(pair.current, context)
  const only = destinations.length === 1 ? destinations[0] : undefined
  if (only && only.hosts.length === pair.current.hosts.length) addWhole(rows, only, pair, context, hasLatency)
  else if (destinations.length > 0) addParts(rows, destinations, pair, context)
  for (const to of destinations) if (to.hosts.length > 1) for (const host of to.hosts) addHost(rows, to, host, pair, context)
}

function addWhole(rows: EdgeRows, to: Destination, pair: Pair, context: WindowContext, hasLatency: boolean): void {
  const { current, before } = pair
  const key = toKey(to, to.target, 'edge', current, context)
  const counts = countsBetween(current.counters, before?.counters)
  if (key.protocol === 'tcp') counts.overflows += countBetween('connectionOverflows', current.counters, before?.counters)
  if (key.protocol === 'grpc' && counts.grpcRequests > 0) counts.errors = counts.grpcErrors
  const latency = hasLatency ? subtractHistogram(current.latency, before?.latency ?? []) : []
  rows.put({ key, counts, gauges: { ...emptyGauges(), ...current.gauges }, latency })
}

/**
 * A cluster whose hosts are of several versions or services. Hosts count tries, errors and connections, so those are exact per version; finals and latency
 * are not known. What only the cluster counts (bytes, handshakes, refusals) is shared out by connections: exact in the sum, estimated per version.
 */
function addParts(rows: EdgeRows, destinations: readonly Destination[], { current, before }: Pair, context: WindowContext): void {
  const parts = destinations.map((to) => {
    const counts = emptyCounts()
    for (const host of to.hosts) addCounts(counts, countsBetween(host.counters, hostBefore(before, host)?.counters))
    return { to, counts }
  })
  const whole = countsBetween(current.counters, before?.counters)
  const connections = parts.map(({ counts }) => counts.connections)
  for (const counter of ['bytesSent', 'bytesReceived', 'tlsHandshakes', 'overflows'] as const) {
    const shares = shareOut(whole[counter], connections)
    for (const [index, { counts }] of parts.entries()) counts[counter] = shares[index] ?? 0
  }
  for (const { to, counts } of parts) {
    rows.put({
      key: toKey(to, to.target, 'edge', current, context),
      counts,
      gauges: sumGauges(to.hosts.map(toHostGauges)),
      latency: [],
    })
  }
}

function addHost(rows: EdgeRows, to: Destination, host: HostSample, { current, before }: Pair, context: WindowContext): void {
  const key = toKey(to, toHostEnd(to.target, host, context.addresses), 'host', current, context)
  const counts = countsBetween(host.counters, hostBefore(before, host)?.counters)
  rows.put({ key, counts, gauges: toHostGauges(host), latency: [] })
}

/** Whole parts of `total` in proportion to `shares`; they sum to it. Equal parts where no share is known. */
export function shareOut(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((all, share) => all + share, 0)
  let given = 0
  let seen = 0
  return shares.map((share, index) => {
    seen += sum > 0 ? share / sum : 1 / shares.length
    const upTo = index === shares.length - 1 ? total : Math.round(total * Math.min(1, seen))
    const part = upTo - given
    given = upTo
    return part
  })
}

const toHostGauges = (host: HostSample): EdgeGauges => ({
  ...emptyGauges(),
  endpointsTotal: 1,
  endpointsHealthy: host.isHealthy ? 1 : 0,
  ejected: host.isEjected ? 1 : 0,
  connectionsOpen: host.connectionsOpen,
})

const hostBefore = (before: ClusterSample | undefined, host: HostSample): HostSample | undefined =>
  before?.hosts.find((other) => other.address.port === host.address.port && other.address.address === host.address.address)

function toKey(to: Destination, target: EdgeEnd, level: EdgeKey['level'], cluster: ClusterSample, context: WindowContext): EdgeKey {
  return {
    proxyId: context.identity.id,
    side: 'client',
    level,
    source: toOwnEnd(context.identity),
    target,
    protocol: toProtocol(target.service, cluster, context),
    origin: to.origin,
    mirror: to.mirror,
  }
}

const signsOfUse = ['requests', 'attempts', 'connections', 'abortsInjected', 'delaysInjected'] as const
const isUsed = ({ counters }: ClusterSample): boolean => signsOfUse.some((counter) => (counters.get(counter) ?? 0) > 0)
