import type { Endpoint, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { DestinationSettings, LoadBalancing } from '@/lib/mesh/policy'
import type { CompiledResource, Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { compileAssignment } from './compile-endpoints'
import { compileBalancing, compileOutlier } from './compile-outlier'
import { type Destination, destinationsOf, isEds, toAddress } from './destination'
import type { MeshView } from './mesh-view'

export const compileClusters = (view: MeshView, spec: ServiceSpec): readonly CompiledResource[] =>
  destinationsOf(view, spec).map((destination) => compileCluster(view, spec, destination))

function compileCluster(view: MeshView, spec: ServiceSpec, destination: Destination): CompiledResource {
  const settings = view.policyOf(spec.name).destination ?? {}
  const discovery = isEds(view, spec, destination)
    ? { type: 'EDS', eds_cluster_config: { eds_config: { ads: {}, resource_api_version: 'V3' }, service_name: destination.name } }
    : { type: 'STRICT_DNS', load_assignment: compileAssignment(view, spec, destination) }
  return {
    type: 'CDS',
    name: destination.name,
    json: {
      name: destination.name,
      ...discovery,
      connect_timeout: '1s',
      lb_policy: toLbPolicy(settings.loadBalancing, spec),
      circuit_breakers: compileBreakers(settings),
      outlier_detection: compileOutlier(settings.outlier),
      common_lb_config: compileBalancing(settings.outlier),
      typed_extension_protocol_options: spec.protocol === 'grpc' ? http2 : undefined,
    },
  }
}

/** The proxy's own application, one hop over loopback. */
export function compileInboundCluster(app: Endpoint, protocol: ServiceSpec['protocol']): CompiledResource {
  return {
    type: 'CDS',
    name: 'inbound',
    json: {
      name: 'inbound',
      type: 'STATIC',
      connect_timeout: '1s',
      load_assignment: {
        cluster_name: 'inbound',
        endpoints: [{ lb_endpoints: [{ endpoint: { address: toAddress(app) } }] }],
      },
      circuit_breakers: { thresholds: [{ max_connections: 100_000, max_pending_requests: 100_000, max_requests: 100_000 }] },
      typed_extension_protocol_options: protocol === 'grpc' ? http2 : undefined,
    },
  }
}

const http2: Json = {
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
    '@type': toTypeUrl('envoy.extensions.upstreams.http.v3.HttpProtocolOptions'),
    explicit_http_config: { http2_protocol_options: {} },
  },
}

// Envoy's random balancer ignores endpoint weights, which are all a TCP split has.
function toLbPolicy(wanted: LoadBalancing | undefined, spec: ServiceSpec): string {
  if (wanted === 'least-request') return 'LEAST_REQUEST'
  return wanted === 'random' && spec.protocol !== 'tcp' ? 'RANDOM' : 'ROUND_ROBIN'
}

// Envoy's default of three concurrent retries drops most of them under load: a share of the active requests is the safer bound.
function compileBreakers({ circuitBreaker: breaker }: DestinationSettings): Json {
  const retries =
    breaker?.maxRetries === undefined
      ? { retry_budget: { budget_percent: { value: 20 }, min_retry_concurrency: 3 } }
      : { max_retries: breaker.maxRetries }
  return {
    thresholds: [
      {
        priority: 'DEFAULT',
        max_connections: breaker?.maxConnections,
        max_pending_requests: breaker?.maxPendingRequests,
        max_requests: breaker?.maxRequests,
        ...retries,
      },
    ],
  }
}
