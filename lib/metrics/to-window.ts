import type { EdgeEnd, EdgeKey, EdgeWindow, Histogram, ProxyWindow } from '@/lib/mesh/window'
import { addCounts, countBetween, countsBetween, emptyCounts, emptyGauges } from './edge-counts'
import { type Destination, toDestinations, toHostEnd, toOwnEnd, toProtocol, type WindowContext } from './edge-ends'
import { mergeHistograms, subtractHistogram } from './histogram'
import type { ClusterSample, HostSample, ListenerSample, Sweep } from './sweep'

/**
 * What one proxy counted between two sweeps, as edges. Client-side rows come from its clusters, server-side rows (source unknown; `clients` at a gateway)
 * from its listeners; the two are never to be added. Rows of level `host` stand beside their edge where it has several hosts. A cluster that has never
 * carried anything gives no row; one that is idle now gives zeros, so that its rate is 0 and not unknown.
 * Sweeps may lie any time apart: what first appears in `current` was counted since `previous`. Without a previous sweep there is nothing to tell.
 */
export function toWindow(previous: Sweep | null, current: Sweep, context: WindowContext): ProxyWindow {
  const window: ProxyWindow = { proxyId: context.identity.id, from: previous?.at ?? current.at, to: current.at, edges: [] }
  if (!previous) return window
  const rows = new Map<string, EdgeWindow>()
  const hasLatency = previous.page === current.page
  const clustersBefore = new Map(previous.clusters.map((cluster) => [cluster.cluster, cluster]))
  for (const cluster of current.clusters) addCluster(rows, cluster, clustersBefore.get(cluster.cluster), context, hasLatency)
  const listenersBefore = new Map(previous.listeners.map((listener) => [`${listener.kind} ${listener.prefix}`, listener]))
  for (const listener of current.listeners)
    addListener(rows, listener, listenersBefore.get(`${listener.kind} ${listener.prefix}`), context, hasLatency)
  window.edges.push(...rows.values())
  return window
}

type Rows = Map<string, EdgeWindow>

function addCluster(
  rows: Rows,
  cluster: ClusterSample,
  before: ClusterSample | undefined,
  context: WindowContext,
  hasLatency: boolean,
): void {
  if (!isUsed(cluster) && !(before && isUsed(before))) return
  const destinations = toDestinations(cluster, context)
  const only = destinations.length === 1 ? destinations[0] : undefined
  if (only && only.hosts.length === cluster.hosts.length) {
    addWhole(rows, only, cluster, before, context, hasLatency)
    if (only.hosts.length > 1) for (const host of only.hosts) addHost(rows, only, cluster, host, before, context)
    return
  }
  for (const destination of destinations) addParts(rows, destination, cluster, before, context)
}

function addWhole(
  rows: Rows,
  to: Destination,
  cluster: ClusterSample,
  before: ClusterSample | undefined,
  context: WindowContext,
  hasLatency: boolean,
): void {
  const key = toClientKey(to, to.target, 'edge', cluster, context)
  const counts = countsBetween(cluster.counters, before?.counters)
  if (key.protocol === 'tcp') counts.overflows += countBetween('connectionOverflows', cluster.counters, before?.counters)
  if (key.protocol === 'grpc' && counts.grpcRequests > 0) counts.errors = counts.grpcErrors
  const latency = hasLatency ? subtractHistogram(cluster.latency, before?.latency ?? []) : []
  put(rows, { key, counts, gauges: { ...emptyGauges(), ...cluster.gauges }, latency })
}

/** The share of one version in a cluster whose hosts are of several: only what hosts count, so without finals, latency and bytes. */
function addParts(rows: Rows, to: Destination, cluster: ClusterSample, before: ClusterSample | undefined, context: WindowContext): void {
  const counts = emptyCounts()
  const gauges = { ...emptyGauges(), endpointsTotal: to.hosts.length }
  for (const host of to.hosts) {
    addCounts(counts, countsBetween(host.counters, hostBefore(before, host)?.counters))
    gauges.endpointsHealthy += host.isHealthy ? 1 : 0
    gauges.ejected += host.isEjected ? 1 : 0
    gauges.connectionsOpen += host.connectionsOpen
  }
  put(rows, { key: toClientKey(to, to.target, 'edge', cluster, context), counts, gauges, latency: [] })
  if (to.hosts.length > 1) for (const host of to.hosts) addHost(rows, to, cluster, host, before, context)
}

function addHost(
  rows: Rows,
  to: Destination,
  cluster: ClusterSample,
  host: HostSample,
  before: ClusterSample | undefined,
  context: WindowContext,
): void {
  const key = toClientKey(to, toHostEnd(to.target, host, context.addresses), 'host', cluster, context)
  const counts = countsBetween(host.counters, hostBefore(before, host)?.counters)
  const gauges = {
    ...emptyGauges(),
    endpointsTotal: 1,
    endpointsHealthy: host.isHealthy ? 1 : 0,
    ejected: host.isEjected ? 1 : 0,
    connectionsOpen: host.connectionsOpen,
  }
  put(rows, { key, counts, gauges, latency: [] })
}

const hostBefore = (before: ClusterSample | undefined, host: HostSample): HostSample | undefined =>
  before?.hosts.find((other) => other.address.port === host.address.port && other.address.address === host.address.address)

function addListener(
  rows: Rows,
  listener: ListenerSample,
  before: ListenerSample | undefined,
  context: WindowContext,
  hasLatency: boolean,
): void {
  if (!isServerSide(listener.prefix)) return
  const { identity } = context
  const source: EdgeEnd = { kind: 'unknown', service: identity.role === 'gateway' ? 'clients' : 'unknown', version: null, instance: null }
  const protocol = context.services.get(identity.service)?.protocol ?? (listener.kind === 'tcp' ? 'tcp' : 'http')
  const key: EdgeKey = {
    proxyId: identity.id,
    side: 'server',
    level: 'edge',
    source,
    target: toOwnEnd(identity),
    protocol,
    origin: 'matched',
    mirror: false,
  }
  const gauges = { ...emptyGauges(), connectionsOpen: listener.connectionsOpen, requestsActive: listener.requestsActive }
  const latency = hasLatency ? subtractHistogram(listener.latency, before?.latency ?? []) : []
  put(rows, { key, counts: countsBetween(listener.counters, before?.counters), gauges, latency })
}

const isServerSide = (prefix: string): boolean => !/^(outbound|egress|admin$|async-client|agent$|stats$)/.test(prefix)

function toClientKey(to: Destination, target: EdgeEnd, level: EdgeKey['level'], cluster: ClusterSample, context: WindowContext): EdgeKey {
  const protocol = toProtocol(target.service, cluster, context)
  return {
    proxyId: context.identity.id,
    side: 'client',
    level,
    source: toOwnEnd(context.identity),
    target,
    protocol,
    origin: to.origin,
    mirror: to.mirror,
  }
}

const isUsed = (cluster: ClusterSample): boolean => {
  const { counters } = cluster
  return (
    (counters.get('requests') ?? 0) > 0 ||
    (counters.get('attempts') ?? 0) > 0 ||
    (counters.get('connections') ?? 0) > 0 ||
    hasInjections(cluster)
  )
}
const hasInjections = ({ counters }: ClusterSample): boolean =>
  (counters.get('abortsInjected') ?? 0) > 0 || (counters.get('delaysInjected') ?? 0) > 0

/** Two clusters of one proxy may lead to the same end: their rows are one series, so they are added. */
function put(rows: Rows, row: EdgeWindow): void {
  const id = toRowId(row.key)
  const other = rows.get(id)
  if (!other) {
    rows.set(id, row)
    return
  }
  addCounts(other.counts, row.counts)
  const gauges = { ...other.gauges }
  for (const name of Object.keys(gauges) as (keyof typeof gauges)[]) gauges[name] += row.gauges[name]
  const latency: Histogram = mergeHistograms([other.latency, row.latency])
  rows.set(id, { key: other.key, counts: other.counts, gauges, latency })
}

const toRowId = ({ side, level, target, protocol, origin, mirror }: EdgeKey): string =>
  `${side} ${level} ${target.kind} ${target.service} ${target.version} ${target.instance} ${protocol} ${origin} ${mirror}`
