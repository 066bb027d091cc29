import type { Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { faultFilterName, idleFaultFilter } from './compile-fault'
import { idleRateLimitFilter, rateLimitFilterName } from './compile-rate-limit'

/** Either the routes of a route configuration by name, or everything to one cluster. */
export type HttpManager = { prefix: 'inbound' | 'outbound' | 'gateway' } & ({ routes: string } | { cluster: string })

/**
 * An HTTP connection manager. It never changes with a policy or a fault: what those need (the idle filters of faults and rate limits, grpc_stats, the count of injected faults)
 * is there from the start, so that they change route configuration only and drain no listener.
 */
export function compileHttpManager(manager: HttpManager): Json {
  const isInbound = manager.prefix === 'inbound'
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': toTypeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
      stat_prefix: manager.prefix,
      ...('routes' in manager ? { rds: toRds(manager.routes) } : { route_config: allTo(manager.cluster) }),
      http_filters: [
        { name: faultFilterName, typed_config: idleFaultFilter },
        { name: rateLimitFilterName, typed_config: idleRateLimitFilter },
        { name: 'envoy.filters.http.grpc_stats', typed_config: grpcStats },
        { name: 'envoy.filters.http.router', typed_config: { '@type': toTypeUrl('envoy.extensions.filters.http.router.v3.Router') } },
      ],
      access_log: isInbound ? undefined : [injectionCounter],
      use_remote_address: manager.prefix === 'gateway' ? true : undefined,
      normalize_path: manager.prefix === 'gateway' ? true : undefined,
    },
  }
}

const toRds = (name: string): Json => ({ config_source: { ads: {}, resource_api_version: 'V3' }, route_config_name: name })

// The caller's proxy holds the deadline; a second one here would only hide which of the two ended a request.
const allTo = (cluster: string): Json => ({
  name: 'inbound',
  virtual_hosts: [
    { name: 'inbound', domains: ['*'], routes: [{ name: 'inbound', match: { prefix: '/' }, route: { cluster, timeout: '0s' } }] },
  ],
})

const grpcStats: Json = { '@type': toTypeUrl('envoy.extensions.filters.http.grpc_stats.v3.FilterConfig'), stats_for_all_methods: false }

/**
 * Counts every answer that the fault filter injected (FI = abort, DI = delay), by destination, route and flags: exact proof per edge, as the filter's own
 * counters know only the connection manager.
 */
const injectionCounter: Json = {
  name: 'envoy.access_loggers.stats',
  filter: { response_flag_filter: { flags: ['FI', 'DI'] } },
  typed_config: {
    '@type': toTypeUrl('envoy.extensions.access_loggers.stats.v3.Config'),
    stat_prefix: 'outrider',
    counters: [
      {
        stat: {
          name: 'injected',
          tags: [
            { name: 'cluster', value_format: '%UPSTREAM_CLUSTER%' },
            { name: 'route', value_format: '%ROUTE_NAME%' },
            { name: 'flags', value_format: '%RESPONSE_FLAGS%' },
          ],
        },
        value_fixed: '1',
      },
    ],
  },
}
