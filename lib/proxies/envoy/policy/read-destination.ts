import type { CircuitBreaker, ConnectionPool, DestinationSettings, LoadBalancing, SlowStart, ZoneAwareness } from '@/lib/mesh/policy'
import { asArray, asNumber, asObject, asText, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { readHealthCheck } from './read-health-check'
import { readOutlier } from './read-outlier'
import { reportOthers, type Unread } from './unread'

const fields = [
  ...[
    '@type',
    'name',
    'type',
    'eds_cluster_config',
    'load_assignment',
    'connect_timeout',
    'lb_policy',
    'least_request_lb_config',
    'round_robin_lb_config',
  ],
  ...['circuit_breakers', 'outlier_detection', 'common_lb_config', 'typed_extension_protocol_options', 'health_checks'],
  'ignore_health_on_host_removal',
]
const balancers: Record<string, LoadBalancing> = {
  ROUND_ROBIN: 'round-robin',
  LEAST_REQUEST: 'least-request',
  RANDOM: 'random',
  RING_HASH: 'ring-hash',
  MAGLEV: 'maglev',
}

/** A cluster of ours as destination settings, our defaults included; the key to hash is in the routes. */
export function readDestination(cluster: JsonObject, unread: Unread): DestinationSettings {
  reportOthers(cluster, fields, unread)
  const loadBalancing = balancers[asText(cluster.lb_policy) || 'ROUND_ROBIN']
  if (loadBalancing === undefined) unread(`lb_policy ${asText(cluster.lb_policy)}`)
  const slowStart = readSlowStart(cluster, unread)
  const zoneAwareness = readZoneAwareness(asObject(asObject(cluster.common_lb_config).zone_aware_lb_config), unread)
  const healthCheck = readHealthCheck(cluster, unread)
  return {
    ...(loadBalancing && { loadBalancing }),
    ...(slowStart && { slowStart }),
    ...(zoneAwareness && { zoneAwareness }),
    circuitBreaker: readBreaker(cluster, unread),
    connectionPool: readPool(cluster, unread),
    outlier: readOutlier(asObject(cluster.outlier_detection), unread),
    ...(healthCheck && { healthCheck }),
  }
}

function readSlowStart(cluster: JsonObject, unread: Unread): SlowStart | null {
  for (const name of ['least_request_lb_config', 'round_robin_lb_config'] as const) {
    if (cluster[name] === undefined) continue
    const config = asObject(cluster[name])
    reportOthers(config, ['slow_start_config'], unread, name)
    const slow = asObject(config.slow_start_config)
    const aggression = asObject(slow.aggression).default_value
    const least = asObject(slow.min_weight_percent)
    return {
      window: readDuration(slow.slow_start_window) ?? '0s',
      ...(aggression !== undefined && { aggression: asNumber(aggression) }),
      ...(slow.min_weight_percent !== undefined && { minWeightPercent: asNumber(least.value) }),
    }
  }
  return null
}

/** Of clusters without the field Envoy's default holds, all per cent; ours always have it. */
function readZoneAwareness(config: JsonObject, unread: Unread): ZoneAwareness | null {
  reportOthers(config, ['routing_enabled', 'min_cluster_size'], unread, 'zone_aware_lb_config')
  const percent = asNumber(asObject(config.routing_enabled).value)
  if (percent === 0) return null
  if (percent !== 100) unread(`zone_aware_lb_config.routing_enabled ${percent}`)
  return config.min_cluster_size === undefined ? {} : { minInstances: asNumber(config.min_cluster_size) }
}

function readBreaker(cluster: JsonObject, unread: Unread): CircuitBreaker {
  const [first = {}, ...others] = asArray(asObject(cluster.circuit_breakers).thresholds).map(asObject)
  if (others.length > 0) unread('circuit_breakers of another priority')
  reportOthers(
    first,
    ['priority', 'max_connections', 'max_pending_requests', 'max_requests', 'max_retries', 'retry_budget'],
    unread,
    'circuit_breakers',
  )
  const limit = (name: string): number | undefined => (first[name] === undefined ? undefined : asNumber(first[name]))
  const budget = asObject(first.retry_budget)
  return {
    maxConnections: limit('max_connections'),
    maxPendingRequests: limit('max_pending_requests'),
    maxRequests: limit('max_requests'),
    maxRetries: limit('max_retries'),
    ...(first.retry_budget !== undefined && {
      retryBudget: {
        percent: asNumber(asObject(budget.budget_percent).value),
        minRetryConcurrency: asNumber(budget.min_retry_concurrency),
      },
    }),
  }
}

function readPool(cluster: JsonObject, unread: Unread): ConnectionPool {
  const options = asObject(asObject(cluster.typed_extension_protocol_options)['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'])
  reportOthers(options, ['@type', 'common_http_protocol_options', 'explicit_http_config'], unread, 'http options')
  const common = asObject(options.common_http_protocol_options)
  reportOthers(common, ['idle_timeout', 'max_requests_per_connection'], unread, 'http options')
  const http2 = asObject(asObject(options.explicit_http_config).http2_protocol_options)
  reportOthers(http2, ['max_concurrent_streams'], unread, 'http2 options')
  const count = (value: unknown): number | undefined => (value === undefined ? undefined : asNumber(value))
  return {
    connectTimeout: readDuration(cluster.connect_timeout),
    idleTimeout: readDuration(common.idle_timeout),
    maxRequestsPerConnection: count(common.max_requests_per_connection),
    maxConcurrentStreams: count(http2.max_concurrent_streams),
  }
}
