import type { Endpoint, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { DestinationSettings } from '@/lib/mesh/policy'
import { destinationDefaults } from '@/lib/routing/destination-defaults'
import type { CompiledResource, Json } from '../compiled-resource'
import { compileBalancing } from './compile-balancing'
import { compileHttpOptions } from './compile-connection-pool'
import { compileAssignment } from './compile-endpoints'
import { compileHealthCheck } from './compile-health-check'
import { compileLoadBalancing } from './compile-load-balancing'
import { compileOutlier } from './compile-outlier'
import { type Destination, destinationsOf, isEds, toAddress } from './destination'
import { toProtoDuration } from './duration'
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
      connect_timeout: toProtoDuration(settings.connectionPool?.connectTimeout ?? destinationDefaults.connectTimeout),
      ...compileLoadBalancing(settings, spec.protocol),
      circuit_breakers: compileBreakers(settings),
      outlier_detection: compileOutlier(settings.outlier),
      common_lb_config: compileBalancing(settings),
      typed_extension_protocol_options: compileHttpOptions(spec.protocol, settings.connectionPool),
      ...(destination.mirror ? {} : compileHealthCheck(settings.healthCheck, spec.protocol)),
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
      typed_extension_protocol_options: compileHttpOptions(protocol),
    },
  }
}

// Envoy's default of three concurrent retries drops most of them under load: a share of the active requests is the safer bound.
function compileBreakers({ circuitBreaker: breaker }: DestinationSettings): Json {
  const { percent, minRetryConcurrency = destinationDefaults.retryBudget.minRetryConcurrency } =
    breaker?.retryBudget ?? destinationDefaults.retryBudget
  const retries =
    breaker?.maxRetries === undefined
      ? { retry_budget: { budget_percent: { value: percent }, min_retry_concurrency: minRetryConcurrency } }
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
