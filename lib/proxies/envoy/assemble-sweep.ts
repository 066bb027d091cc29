import type { ClusterSample, ListenerSample, Sweep } from '@/lib/metrics/sweep'
import type { ClusterStatus } from './clusters'
import { type LatencyPage, toBinsFromBuckets } from './histograms'
import type { StatTally, Subject } from './stat-tally'

/** What one round of pages gave. `clusters` and `latency` are null where the proxy refuses that page. */
export type RoundPages = { clusters: ClusterStatus[] | null; latency: LatencyPage | null } & Pick<
  Sweep,
  'at' | 'page' | 'bound' | 'sizeBytes' | 'tookMs' | 'badLines'
>

/**
 * Joins the pages of one round. Which clusters there are, `/clusters` says, joined by their statistics name; without that page every name in the
 * statistics counts. Health of endpoints is taken from the hosts where they are known.
 */
export function assembleSweep(tally: StatTally, round: RoundPages): Sweep {
  const bySubject = new Map(tally.seen('cluster').map((subject) => [subject.name, subject]))
  const statuses: ClusterStatus[] = round.clusters ?? [...bySubject.keys()].map((name) => ({ name, statName: name, hosts: [] }))
  const server = tally.seen('server')[0]?.values
  const { at, page, bound, sizeBytes, tookMs, badLines } = round
  return {
    at,
    page,
    clusters: statuses.map((status) => toClusterSample(status, bySubject.get(status.statName), round.latency)),
    listeners: [...tally.seen('http'), ...tally.seen('tcp')].map((subject) => toListenerSample(subject, round.latency)),
    bound,
    isLive: (server?.get('live') ?? 1) === 1,
    uptimeSeconds: server?.get('uptime') ?? null,
    sizeBytes,
    tookMs,
    badLines,
  }
}

function toClusterSample(status: ClusterStatus, subject: Subject | undefined, latency: LatencyPage | null): ClusterSample {
  const { hosts } = status
  const known =
    hosts.length === 0
      ? {}
      : {
          endpointsTotal: hosts.length,
          endpointsHealthy: hosts.filter((host) => host.isHealthy).length,
          ejected: hosts.filter((host) => host.isEjected).length,
        }
  return {
    cluster: status.name,
    counters: subject?.counters ?? new Map(),
    gauges: { ...subject?.gauges, ...known },
    latency: latency?.clusters.get(status.statName) ?? toBinsFromBuckets(subject?.buckets ?? []),
    hosts,
  }
}

function toListenerSample(subject: Subject, latency: LatencyPage | null): ListenerSample {
  return {
    kind: subject.kind === 'tcp' ? 'tcp' : 'http',
    prefix: subject.name,
    counters: subject.counters,
    connectionsOpen: subject.gauges.connectionsOpen ?? 0,
    requestsActive: subject.gauges.requestsActive ?? 0,
    latency: latency?.managers.get(subject.name) ?? toBinsFromBuckets(subject.buckets),
  }
}
