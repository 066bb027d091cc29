import { stringify } from 'yaml'
import type { ServiceName } from '@/lib/mesh/names'
import { layerName } from './compile/compile-runtime'
import { localCluster, toLocalName } from './compile/local-cluster'
import { parseEndpoint } from './parse-endpoint'
import { toTypeUrl } from './resource-type'

/** Addresses are `ip:port`. A sidecar has a version, inbound, outbound and app; a gateway has an inbound address only. */
export type BootstrapInput = {
  service: ServiceName
  version?: string | undefined
  /** Distinct in the whole mesh; made of service, version and inbound port where not given. */
  id?: string | undefined
  /** Where the control plane listens. */
  xds: string
  admin: string
  inbound?: string | undefined
  outbound?: string | undefined
  app?: string | undefined
  /** TCP services that this proxy listens for elsewhere than at outbound address and service port. */
  tcp?: Record<ServiceName, string> | undefined
  gateway?: boolean | undefined
  /** Where it runs: destinations with zone awareness then prefer instances of the same zone. */
  zone?: string | undefined
  simulated?: boolean | undefined
  /** Where the control plane asks for one: it then stands in the file, which is a secret too. */
  xdsToken?: string | undefined
}

/**
 * A whole Envoy bootstrap as YAML: identity in the metadata, everything else by ADS, a leased runtime layer that ends by itself, an admin layer for the red
 * button, narrow latency buckets, and only the statistics that are read. Same input, same text. Throws a RangeError naming a wrong address.
 */
export function renderBootstrap(input: BootstrapInput): string {
  const bootstrap = {
    node: {
      id: input.id ?? defaultId(input),
      cluster: input.service,
      ...(input.zone !== undefined && { locality: { zone: input.zone } }),
      metadata: { outrider: toMetadata(input) },
    },
    admin: { address: toSocketAddress('admin', input.admin) },
    dynamic_resources: {
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [
          {
            envoy_grpc: { cluster_name: xdsCluster, retry_policy: { retry_back_off: { base_interval: '0.2s', max_interval: '3s' } } },
            ...(input.xdsToken !== undefined && { initial_metadata: [{ key: 'authorization', value: `Bearer ${input.xdsToken}` }] }),
          },
        ],
      },
      cds_config: byAds('5s'),
      lds_config: byAds('5s'),
    },
    static_resources: { clusters: [toXdsCluster(input.xds), ...(input.zone === undefined ? [] : [toLocalCluster(input.service)])] },
    ...(input.zone !== undefined && { cluster_manager: { local_cluster_name: localCluster } }),
    layered_runtime: {
      layers: [
        { name: 'static', static_layer: { re2: { max_program_size: { error_level: 1000 } } } },
        { name: layerName, rtds_layer: { name: layerName, rtds_config: byAds('2s') } },
        { name: 'admin', admin_layer: {} },
      ],
    },
    stats_flush_interval: '5s',
    stats_config: {
      histogram_bucket_settings: [{ match: { suffix: 'rq_time' }, buckets: latencyBucketsMs }],
      stats_matcher: {
        exclusion_list: { patterns: [...unreadParts.map((contains) => ({ contains })), ...unreadPrefixes.map((prefix) => ({ prefix }))] },
      },
    },
  }
  return stringify(bootstrap, { lineWidth: 140 })
}

const xdsCluster = 'outrider-xds'

function toMetadata(input: BootstrapInput): object {
  for (const [name, address] of [
    ['inbound', input.inbound],
    ['outbound', input.outbound],
    ['app', input.app],
    ...Object.entries(input.tcp ?? {}),
  ] as const)
    if (address !== undefined) toSocketAddress(name, address)
  const { service, version, admin, inbound, outbound, app, tcp } = input
  return {
    service,
    ...(version !== undefined && { version }),
    admin,
    ...(inbound !== undefined && { inbound }),
    ...(outbound !== undefined && { outbound }),
    ...(app !== undefined && { app }),
    ...(tcp !== undefined && { tcp }),
    ...(input.gateway && { role: 'gateway' }),
    ...(input.simulated && { simulated: true }),
  }
}

function defaultId({ service, version, inbound, admin }: BootstrapInput): string {
  const name = service.slice(service.indexOf('/') + 1)
  const port = parseEndpoint(inbound ?? admin)?.port
  return [name, version, port].filter((part) => part !== undefined).join('-')
}

function toSocketAddress(name: string, text: string): object {
  const endpoint = parseEndpoint(text)
  if (!endpoint) throw new RangeError(`${name}: ${JSON.stringify(text)} is not an address like 127.0.0.1:15001`)
  return { socket_address: { address: endpoint.address, port_value: endpoint.port } }
}

const byAds = (timeout: string): object => ({ ads: {}, resource_api_version: 'V3', initial_fetch_timeout: timeout })

function toXdsCluster(xds: string): object {
  const address = toSocketAddress('xds', xds)
  const isName = !/^[\d.]+:|^\[/.test(xds)
  return {
    name: xdsCluster,
    type: isName ? 'STRICT_DNS' : 'STATIC',
    connect_timeout: '1s',
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': toTypeUrl('envoy.extensions.upstreams.http.v3.HttpProtocolOptions'),
        explicit_http_config: { http2_protocol_options: { connection_keepalive: { interval: '10s', timeout: '5s' } } },
      },
    },
    load_assignment: { cluster_name: xdsCluster, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  }
}

const toLocalCluster = (service: ServiceName): object => ({
  name: localCluster,
  type: 'EDS',
  connect_timeout: '1s',
  eds_cluster_config: { eds_config: byAds('5s'), service_name: toLocalName(service) },
})

// Each at most 30 % above the last, so that a quantile is an interval narrow enough to be told.
const latencyBucketsMs = [
  0.5, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 47, 60, 78, 100, 130, 170, 220, 280, 360, 470, 600, 780, 1000, 1300, 1700, 2200, 2800,
  3600, 4700, 6000, 10000, 30000, 60000,
]

// Nobody reads these, and they are two thirds of the page. What must stay: requests, connections, ejections, breakers, grpc, fault, runtime, access log.
const unreadParts = [
  '.external.',
  '.internal.',
  '.http1.',
  '.http2.',
  'flow_control',
  '.worker_',
  '.main_thread.',
  '.lb_zone',
  '.lb_subsets',
  '.lb_recalc',
  '.lb_local',
  '.cx_destroy',
  'upstream_cx_destroy',
  'downstream_cx_destroy',
  'cx_length',
  'upstream_cx_http',
  'downstream_cx_http',
  '.tracing.',
  '.user_agent.',
  'original_dst',
  'retry_backoff',
  'internal_redirect',
  'rq_redirect',
  '.passthrough',
  '.ws_',
  '.assignment_',
  'upstream_cx_max',
  'upstream_cx_idle',
  'upstream_cx_close_notify',
  '.update_duration',
  '.update_time',
  '.config_reload_time',
  '.max_host_weight',
  'total_match_count',
  '_bytes_buffered',
  '.warming_state',
  'membership_change',
  'downstream_pre_cx',
  'connections_accepted_per',
  'wip_protos',
  '_unknown_fields',
  'compilation_settings',
  'recent_lookups',
  'initialization_time',
  '.circuit_breakers.high.',
]
const unreadPrefixes = [
  'http.admin.',
  'listener.admin.',
  `cluster.${xdsCluster}.`,
  `cluster.${localCluster}.`,
  'dns.',
  'filesystem.',
  'thread_local',
  'workers.',
  'http.async-client.',
  'overload.',
  'tcmalloc',
  'main_thread',
]
