import type { EdgeGauge } from '@/lib/mesh/window'
import type { SampleCounter } from '@/lib/metrics/sweep'
import type { Feed } from './stat-tally'

const counts = (...counters: SampleCounter[]): Feed => ({ counters, gauge: null })
const shows = (gauge: EdgeGauge): Feed => ({ counters: [], gauge })

/**
 * What a cluster's statistics mean here, by the part of the name after the cluster's. Finals are `upstream_rq_completed` and its classes; attempts that were
 * retried are only under `retry.`. Left out: `internal.`, `external.`, `canary.`, `zone.` (copies of the same requests) and single codes.
 */
export const clusterFeeds: ReadonlyMap<string, Feed> = new Map([
  ['upstream_rq_completed', counts('requests')],
  ['upstream_rq_2xx', counts('ok')],
  ['upstream_rq_4xx', counts('clientErrors')],
  ['upstream_rq_5xx', counts('errors', 'attemptErrors')],
  ['retry.upstream_rq_5xx', counts('attemptErrors')],
  ['upstream_rq_total', counts('attempts')],
  ['upstream_rq_retry', counts('retries')],
  ['upstream_rq_timeout', counts('timeouts')],
  ['upstream_rq_per_try_timeout', counts('timeouts')],
  ['upstream_rq_pending_overflow', counts('overflows')],
  ['upstream_rq_active_overflow', counts('overflows')],
  ['upstream_cx_overflow', counts('connectionOverflows')],
  ['upstream_cx_total', counts('connections')],
  ['upstream_cx_connect_fail', counts('connectFailures')],
  ['upstream_cx_tx_bytes_total', counts('bytesSent')],
  ['upstream_cx_rx_bytes_total', counts('bytesReceived')],
  ['ssl.handshake', counts('tlsHandshakes')],
  ['upstream_cx_active', shows('connectionsOpen')],
  ['upstream_rq_active', shows('requestsActive')],
  ['upstream_rq_pending_active', shows('requestsPending')],
  ['membership_healthy', shows('endpointsHealthy')],
  ['membership_total', shows('endpointsTotal')],
  ['outlier_detection.ejections_active', shows('ejected')],
  ...['default', 'high'].flatMap((priority) =>
    ['cx', 'cx_pool', 'rq', 'rq_pending', 'rq_retry'].map((breaker): [string, Feed] => [
      `circuit_breakers.${priority}.${breaker}_open`,
      shows('breakersOpen'),
    ]),
  ),
])

/** A connection manager's statistics (`http.<prefix>.`). Bytes are named from the caller's side, as at a cluster: what the proxy received, the caller sent. */
export const httpFeeds: ReadonlyMap<string, Feed> = new Map([
  ['downstream_rq_completed', counts('requests')],
  ['downstream_rq_total', counts('attempts')],
  ['downstream_rq_2xx', counts('ok')],
  ['downstream_rq_4xx', counts('clientErrors')],
  ['downstream_rq_5xx', counts('errors', 'attemptErrors')],
  ['downstream_rq_timeout', counts('timeouts')],
  ['downstream_cx_total', counts('connections')],
  ['downstream_cx_rx_bytes_total', counts('bytesSent')],
  ['downstream_cx_tx_bytes_total', counts('bytesReceived')],
  ['downstream_cx_active', shows('connectionsOpen')],
  ['downstream_rq_active', shows('requestsActive')],
  ['fault.aborts_injected', counts('abortsInjected')],
  ['fault.delays_injected', counts('delaysInjected')],
  ['fault.response_rl_injected', counts('faultLimits')],
  ['fault.faults_overflow', counts('faultOverflows')],
])

/** A tcp_proxy's statistics (`tcp.<prefix>.`); it has no gauge of open connections. */
export const tcpFeeds: ReadonlyMap<string, Feed> = new Map([
  ['downstream_cx_total', counts('connections')],
  ['downstream_cx_rx_bytes_total', counts('bytesSent')],
  ['downstream_cx_tx_bytes_total', counts('bytesReceived')],
])

const serverErrors = new Set(['2', '4', '12', '13', '14', '15'])

/** A gRPC status as grpc_stats counts it: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE and DATA_LOSS are the server's errors. */
export const grpcFeed = (status: string): Feed => (serverErrors.has(status) ? counts('grpcRequests', 'grpcErrors') : counts('grpcRequests'))

export const injectedFeeds = { abort: counts('abortsInjected'), delay: counts('delaysInjected') }
