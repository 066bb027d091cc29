import type { ServiceName } from '@/lib/mesh/names'
import type { ServiceTraffic, TrafficCounter } from '@/lib/mesh/service-view'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from './coverage'
import { presence, spanOf } from './presence'

export const trafficCounters: readonly TrafficCounter[] = [
  'requests',
  'ok',
  'clientErrors',
  'errors',
  'attempts',
  'retries',
  'timeouts',
  'overflows',
  'connections',
  'connectFailures',
  'abortsInjected',
  'delaysInjected',
]

/**
 * What the callers of a service counted, copies of requests left out: whole counts, and each as a rate, weighed as in the topology. Where no caller counts, what
 * its own proxies counted. null where nobody does. Gauges are of proxies that are fresh, at the end of their newest window; instances as the most that one has ejected.
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
  const counts = zeros()
  const perSecond = zeros()
  const { first, last } = spanOf(rows, coverage)
  for (const row of rows) {
    const covered = coverage.get(row.key.proxyId)
    if (!covered) continue
    const weight = (presence(covered, first, last) * 1000) / covered.coveredMs
    for (const counter of trafficCounters) {
      counts[counter] += row.counts[counter]
      perSecond[counter] += row.counts[counter] * weight
    }
  }
  const fresh = rows.filter(({ key }) => coverage.get(key.proxyId)?.isFresh)
  return {
    side: client.length > 0 ? 'client' : 'server',
    proxies: new Set(rows.map(({ key }) => key.proxyId)).size,
    counts,
    perSecond,
    now: fresh.length === 0 ? null : sumGauges(fresh),
  }
}

function sumGauges(rows: readonly EdgeTotal[]): NonNullable<ServiceTraffic['now']> {
  const sum = (read: (row: EdgeTotal) => number): number => rows.reduce((total, row) => total + read(row), 0)
  const ejectedBy = new Map<string, number>()
  // Several callers mostly eject the same instances.
  for (const { key, gauges } of rows) {
    const target = key.target.version ?? ''
    ejectedBy.set(target, Math.max(ejectedBy.get(target) ?? 0, gauges.ejected))
  }
  return {
    pending: sum(({ gauges }) => gauges.requestsPending),
    active: sum(({ gauges }) => gauges.requestsActive),
    connections: sum(({ gauges }) => gauges.connectionsOpen),
    breakersOpen: sum(({ gauges }) => gauges.breakersOpen),
    ejected: [...ejectedBy.values()].reduce((total, count) => total + count, 0),
  }
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
