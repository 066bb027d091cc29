import type { Capability } from '@/lib/control-plane/control-plane'
import type { MeshDocument, Protocol } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'

/** What works on connections as well as on requests. */
const everywhere = [
  'weights',
  'keptWeights',
  'circuitBreaker',
  'outlier',
  'healthCheck',
  'connectionPool',
  'loadBalancing',
  'slowStart',
  'idleTimeout',
] as const
const perRequest = [
  'match',
  'mirror',
  'timeout',
  'retry',
  'stickiness',
  'rateLimit',
  'requestHeaders',
  'responseHeaders',
  'rewrite',
  'redirect',
  'directResponse',
  'loadBalancing.hash',
  'fault.abort',
  'fault.delay',
  'fault.bandwidth',
  'leasedWeights',
] as const

const zones = 'of proxies whose bootstrap names a zone (`outrider bootstrap --zone`); the others take every instance alike'
const source = 'at a gateway this is the client; a sidecar sees its own application, so all of its requests stick to one version'

const supported = (feature: string): Capability => ({ feature, supported: true })
const refused = (feature: string, reason: string): Capability => ({ feature, supported: false, reason })

/** What Outrider's own xDS can do for a service, feature by feature; what it cannot do has its reason. */
export function capabilities(mesh: MeshDocument, service: ServiceName): Capability[] {
  const protocol = mesh.services.find((spec) => spec.name === service)?.protocol
  if (!protocol) return [...everywhere, ...perRequest].map((feature) => refused(feature, `${service} is not in the mesh document`))
  const requests = protocol === 'tcp' ? perRequest.map(refusedOnTcp) : perRequest.map((feature) => ofRequests(feature, protocol))
  return [...everywhere.map(supported), ...requests, ...special(protocol)]
}

function ofRequests(feature: (typeof perRequest)[number], protocol: Protocol): Capability {
  if (feature === 'redirect' && protocol === 'grpc') return refused(feature, 'gRPC clients follow no redirects')
  return supported(feature)
}

const refusedOnTcp = (feature: (typeof perRequest)[number]): Capability =>
  feature === 'leasedWeights'
    ? refused(feature, 'TCP weights are endpoint weights: they cannot end by themselves')
    : refused(feature, `${feature} works on requests, and a TCP connection has none that a proxy can see`)

function special(protocol: Protocol): Capability[] {
  if (protocol === 'tcp')
    return [
      refused('loadBalancing.random', 'random balancing ignores endpoint weights, and TCP weights are endpoint weights'),
      refused('zoneAwareness', 'TCP weights are endpoint weights, wherever an instance runs'),
    ]
  const streams =
    protocol === 'grpc'
      ? supported('connectionPool.maxConcurrentStreams')
      : refused('connectionPool.maxConcurrentStreams', 'the proxies speak HTTP/1.1 to http services: one request at a time on a connection')
  const grpc = protocol === 'grpc' ? supported('match.grpc') : refused('match.grpc', 'the service is http, not grpc')
  return [
    { feature: 'stickiness.source', supported: true, reason: source },
    streams,
    grpc,
    { feature: 'zoneAwareness', supported: true, reason: zones },
  ]
}
