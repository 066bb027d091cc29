import type { EdgeEnd, EdgeKey, ProxyWindow } from '@/lib/mesh/window'
import { addClientRows } from './client-rows'
import { countsBetween, emptyGauges } from './edge-counts'
import { toOwnEnd, type WindowContext } from './edge-ends'
import { EdgeRows } from './edge-rows'
import { findResets } from './find-resets'
import { subtractHistogram } from './histogram'
import type { ListenerSample, Sweep } from './sweep'

/**
 * What one proxy counted between two sweeps, as edges. Client-side rows come from its clusters, server-side rows (source unknown; `clients` at a gateway)
 * from its listeners; the two are never to be added. What is idle now but was used before gives zeros, so that its rate is 0 and not unknown.
 * Sweeps may lie any time apart: what first appears in `current` was counted since `previous`. Without a previous sweep there is nothing to tell: no rows.
 */
export function toWindow(previous: Sweep | null, current: Sweep, context: WindowContext): ProxyWindow {
  const rows = new EdgeRows(context.identity)
  const isNewRun = previous !== null && hasRestarted(previous, current)
  if (previous) {
    const hasLatency = previous.page === current.page
    const clusters = new Map(isNewRun ? [] : previous.clusters.map((cluster) => [cluster.cluster, cluster]))
    for (const cluster of current.clusters)
      addClientRows(rows, { current: cluster, before: clusters.get(cluster.cluster) }, context, hasLatency)
    const listeners = new Map(
      isNewRun ? [] : previous.listeners.map((listener) => [listenerId(listener), withOwnStatuses(listener, previous)]),
    )
    for (const listener of current.listeners)
      addServerRow(rows, withOwnStatuses(listener, current), listeners.get(listenerId(listener)), context, hasLatency)
  }
  const resets = previous && !isNewRun ? findResets(previous.clusters, current.clusters, context) : []
  const window = { proxyId: context.identity.id, from: previous?.at ?? current.at, to: current.at, edges: rows.list() }
  return resets.length > 0 ? { ...window, resets } : window
}

/** Uptime only grows within one life of a proxy, over its hot restarts too, which keep the counters. Where it is not told, each counter speaks for itself. */
const hasRestarted = (previous: Sweep, current: Sweep): boolean =>
  previous.uptimeSeconds !== null && current.uptimeSeconds !== null && current.uptimeSeconds < previous.uptimeSeconds

const listenerId = ({ kind, prefix }: ListenerSample): string => `${kind} ${prefix}`

function addServerRow(
  rows: EdgeRows,
  listener: ListenerSample,
  before: ListenerSample | undefined,
  context: WindowContext,
  hasLatency: boolean,
): void {
  if (isOutbound(listener.prefix)) return
  const { identity, services } = context
  const source: EdgeEnd = { kind: 'unknown', service: identity.role === 'gateway' ? 'clients' : 'unknown', version: null, instance: null }
  const protocol = services.get(identity.service)?.protocol ?? (listener.kind === 'tcp' ? 'tcp' : 'http')
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
  const counts = countsBetween(listener.counters, before?.counters)
  if (protocol === 'grpc' && counts.grpcRequests > 0) counts.errors = counts.grpcErrors
  // What this proxy injects belongs to its own calls, and is counted there.
  counts.abortsInjected = 0
  counts.delaysInjected = 0
  rows.put({ key, counts, gauges, latency })
}

/** A listener knows neither gRPC statuses nor whether the proxy's own application takes connections; the cluster behind it does. */
function withOwnStatuses(listener: ListenerSample, sweep: Sweep): ListenerSample {
  const own = listener.prefix === 'inbound' ? sweep.clusters.find((cluster) => cluster.cluster === 'inbound') : undefined
  const known = ownCounters.filter((counter) => own?.counters.has(counter))
  if (!own || known.length === 0) return listener
  const counters = new Map(listener.counters)
  for (const counter of known) counters.set(counter, own.counters.get(counter) ?? 0)
  return { ...listener, counters }
}

const ownCounters = ['grpcRequests', 'grpcErrors', 'connectFailures'] as const

/** Listeners by which a proxy sends, and those of its own house. */
const isOutbound = (prefix: string): boolean => /^(outbound|egress|admin$|async-client|agent$|stats$)/.test(prefix)
