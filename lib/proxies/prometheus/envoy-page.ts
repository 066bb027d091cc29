import { clusterFeeds, grpcFeed, httpFeeds, tcpFeeds } from '@/lib/proxies/envoy/stat-feeds'
import { type StatSink, toInjectedSink, toSink } from '@/lib/proxies/envoy/stat-names'
import type { Feed, StatTally, Subject } from '@/lib/proxies/envoy/stat-tally'
import { applyNumber } from '@/lib/proxies/envoy/stats-text'
import type { LineTable } from '@/lib/proxies/line-table'
import { createExpositionParser, type Labels } from './exposition'

type Kind = 'cluster' | 'http' | 'tcp'
type Family = { kind: Kind; feeds: ReadonlyMap<string, Feed>; hasClass: boolean; stat: string } | { kind: Kind; bucket: true }
type Sink = { stat: StatSink } | { subject: Subject; upperMs: number }

const families = buildFamilies()
const nameLabels: Readonly<Record<Kind, readonly string[]>> = {
  cluster: ['envoy_cluster_name', 'cluster_name'],
  http: ['envoy_http_conn_manager_prefix', 'http_conn_manager_prefix'],
  tcp: ['envoy_tcp_prefix', 'tcp_prefix'],
}
const isEnvoy = (family: string): boolean => family.startsWith('envoy_')
const grpcFamily = /^envoy_cluster_grpc_(\d{1,2})$/

/**
 * Reader of Envoy's Prometheus page into the same tally as the text page: same counters, gauges and latency, the latter in the page's own buckets.
 * `taken` of the reader tells how many of its lines were Envoy's.
 */
export function createEnvoyPageParser(tally: StatTally): LineTable<Sink> {
  return createExpositionParser<Sink>({
    wants: isEnvoy,
    resolve: (family, labels) => resolveFamily(tally, family, labels),
    apply(sink, value) {
      if ('stat' in sink) return applyNumber(tally, sink.stat, value)
      tally.addBucket(sink.subject, sink.upperMs, value)
      return true
    },
  })
}

function resolveFamily(tally: StatTally, family: string, labels: Labels): Sink | null {
  if (family === 'envoy_server_live' || family === 'envoy_server_uptime' || family === 'envoy_server_state')
    return { stat: { feeds: [], value: { subject: tally.subject('server', ''), name: family.slice('envoy_server_'.length) } } }
  if (family.endsWith('outrider_injected')) return orNull(toInjectedSink(tally, labels.get('cluster') ?? '', labels.get('flags') ?? ''))
  const grpc = grpcFamily.exec(family)
  const found = families.get(family)
  if (!found && !grpc) return null
  const kind = found?.kind ?? 'cluster'
  const name = nameLabels[kind].map((label) => labels.get(label)).find((value) => value !== undefined)
  if (name === undefined || labels.has('envoy_fault_downstream_cluster') || labels.has('envoy_listener_address')) return null
  if (grpc?.[1]) return { stat: toSink(tally.subject(kind, name), grpcFeed(grpc[1])) }
  if (!found) return null
  if ('bucket' in found) {
    const le = labels.get('le')
    const upperMs = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
    return Number.isNaN(upperMs) ? null : { subject: tally.subject(kind, name), upperMs }
  }
  const stat = found.hasClass
    ? found.stat.replace('_xx', `_${labels.get('envoy_response_code_class') ?? labels.get('response_code_class') ?? ''}xx`)
    : found.stat
  const feed = found.feeds.get(stat)
  return feed ? { stat: toSink(tally.subject(kind, name), feed) } : null
}

const orNull = (stat: StatSink | null): Sink | null => (stat ? { stat } : null)

/** `upstream_rq_5xx` is the class 5 of `envoy_cluster_upstream_rq_xx`; every other name has its dots as underscores. */
function buildFamilies(): Map<string, Family> {
  const found = new Map<string, Family>()
  const kinds: [Kind, ReadonlyMap<string, Feed>][] = [
    ['cluster', clusterFeeds],
    ['http', httpFeeds],
    ['tcp', tcpFeeds],
  ]
  for (const [kind, feeds] of kinds) {
    for (const stat of feeds.keys()) {
      const hasClass = /_[1-5]xx$/.test(stat)
      const general = stat.replace(/_[1-5]xx$/, '_xx')
      found.set(`envoy_${kind}_${general.replaceAll('.', '_')}`, { kind, feeds, hasClass, stat: general })
    }
  }
  found.set('envoy_cluster_upstream_rq_time_bucket', { kind: 'cluster', bucket: true })
  found.set('envoy_http_downstream_rq_time_bucket', { kind: 'http', bucket: true })
  return found
}
