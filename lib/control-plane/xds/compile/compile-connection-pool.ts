import type { Protocol } from '@/lib/mesh/mesh-document'
import type { ConnectionPool } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toTypeUrl } from '../resource-type'
import { toProtoDuration } from './duration'

const optionsName = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

/** How connections to a service are made and kept: gRPC over HTTP/2, HTTP over HTTP/1.1; undefined where Envoy's defaults hold. */
export function compileHttpOptions(protocol: Protocol, pool: ConnectionPool = {}): Json | undefined {
  const { idleTimeout, maxRequestsPerConnection, maxConcurrentStreams } = pool
  const hasCommon = idleTimeout !== undefined || maxRequestsPerConnection !== undefined
  if (protocol === 'tcp' || (protocol === 'http' && !hasCommon)) return undefined
  return {
    [optionsName]: {
      '@type': toTypeUrl(optionsName),
      common_http_protocol_options: hasCommon
        ? {
            idle_timeout: idleTimeout === undefined ? undefined : toProtoDuration(idleTimeout),
            max_requests_per_connection: maxRequestsPerConnection,
          }
        : undefined,
      explicit_http_config:
        protocol === 'grpc' ? { http2_protocol_options: { max_concurrent_streams: maxConcurrentStreams } } : { http_protocol_options: {} },
    },
  }
}
