import type { ServiceName } from '@/lib/mesh/names'
import { type ServiceGauges, type ServiceTraffic, type TrafficCounter, trafficCounters } from '@/lib/mesh/service-view'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from './coverage'
import { lacksStatus, noGrpcStatus } from './measure-rows'
import { presence, spanOf } from './presence'

/**
 * What the callers of a service counted, copies of requests left out: whole counts, and each as a rate, weighed as in the topology. Where no caller counts, what
 * its own proxies counted. null where nobody does. Gauges are of proxies that are fresh, at the end of their newest window; instances as the most that one has ejected.
 * What that side cannot know is null.
 */
export function sumTraffic(
  totals: readonly EdgeTotal[],
  service: ServiceName,
  coverage: ReadonlyMap<string, Coverage>,
): ServiceTraffic | null {
  const all = totals.filter(({ key }) => key.target.service === service && key.level === 'edge' && !key.mirror)
  const client = all.filter(({ key }) => key.side === 'client')
  const rows = (client.length > 0 ? client : all).filter(({ key }) => (coverage.get(key.proxyId)?.coveredMs ?? 0) > 0)
  if (rows.length === 0) return null
  const side = client.length > 0 ? 'client' : 'server'
  const fresh = rows.filter(({ key }) => coverage.get(key.proxyId)?.isFresh)
  return {
    side,
    proxies: new Set(rows.map(({ key }) => key.proxyId)).size,
    ...sumCounts(rows, coverage, side),
    now: fresh.length === 0 ? null : sumGauges(fresh, side),
  }
}

/** What only those who send know: its own proxies have no number of it, or one that means another thing. */
const ofCallers: readonly TrafficCounter[] = ['attempts', 'retries', 'timeouts', 'overflows', 'abortsInjected', 'delaysInjected']

type Sums = Pick<ServiceTraffic, 'counts' | 'perSecond' | 'withoutStatus' | 'errorRatioUnknown'>

function sumCounts(rows: readonly EdgeTotal[], coverage: ReadonlyMap<string, Coverage>, side: ServiceTraffic['side']): Sums {
  const counts = zeros()
  const perSecond = zeros()
  const withoutStatus = { count: 0, perSecond: 0 }
  const { first, last } = spanOf(rows, coverage)
  for (const row of rows) {
    const covered = coverage.get(row.key.proxyId)
    if (!covered) continue
    const weight = (presence(covered, first, last) * 1000) / covered.coveredMs
    for (const counter of trafficCounters) {
      counts[counter] += row.counts[counter]
      perSecond[counter] += row.counts[counter] * weight
    }
    if (!lacksStatus(row.key.protocol, row.counts.grpcRequests, row.counts.errors)) continue
    withoutStatus.count += row.counts.requests
    withoutStatus.perSecond += row.counts.requests * weight
  }
  const isUnknown = withoutStatus.count > 0 && withoutStatus.count === counts.requests
  const unknown = new Set([...(side === 'server' ? ofCallers : []), ...(isUnknown ? (['errors'] as const) : [])])
  return {
    counts: without(counts, unknown),
    perSecond: without(perSecond, unknown),
    withoutStatus,
    ...(isUnknown ? { errorRatioUnknown: noGrpcStatus } : {}),
  }
}

function without(sums: Record<TrafficCounter, number>, unknown: ReadonlySet<TrafficCounter>): Record<TrafficCounter, number | null> {
  const known: Record<TrafficCounter, number | null> = { ...sums }
  for (const counter of unknown) known[counter] = null
  return known
}

function sumGauges(rows: readonly EdgeTotal[], side: ServiceTraffic['side']): ServiceGauges {
  const sum = (read: (row: EdgeTotal) => number): number => rows.reduce((total, row) => total + read(row), 0)
  const [active, connections] = [sum(({ gauges }) => gauges.requestsActive), sum(({ gauges }) => gauges.connectionsOpen)]
  if (side === 'server') return { pending: null, active, connections, breakersOpen: null, ejected: null, most: null }
  const ejectedBy = new Map<string, number>()
  // Several callers mostly eject the same instances.
  for (const { key, gauges } of rows) {
    const target = key.target.version ?? ''
    ejectedBy.set(target, Math.max(ejectedBy.get(target) ?? 0, gauges.ejected))
  }
  return {
    pending: sum(({ gauges }) => gauges.requestsPending),
    active,
    connections,
    breakersOpen: sum(({ gauges }) => gauges.breakersOpen),
    ejected: [...ejectedBy.values()].reduce((total, count) => total + count, 0),
    most: {
      pending: mostAtOne(rows, 'requestsPending'),
      active: mostAtOne(rows, 'requestsActive'),
      connections: mostAtOne(rows, 'connectionsOpen'),
    },
  }
}

function mostAtOne(rows: readonly EdgeTotal[], gauge: 'requestsPending' | 'requestsActive' | 'connectionsOpen'): number {
  const sums = new Map<string, number>()
  for (const { key, gauges } of rows) {
    const one = JSON.stringify([key.proxyId, key.target.version])
    sums.set(one, (sums.get(one) ?? 0) + gauges[gauge])
  }
  return Math.max(...sums.values())
}

const zeros = (): Record<TrafficCounter, number> => ({
  requests: 0,
  ok: 0,
  clientErrors: 0,
  errors: 0,
  attempts: 0,
  retries: 0,
  timeouts: 0,
  overflows: 0,
  connections: 0,
  connectFailures: 0,
  abortsInjected: 0,
  delaysInjected: 0,
})
