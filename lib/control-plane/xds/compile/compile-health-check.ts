import type { Protocol } from '@/lib/mesh/mesh-document'
import type { HealthCheck } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/** The fields of a cluster whose instances are asked; {} without a check. */
export function compileHealthCheck(check: HealthCheck | undefined, protocol: Protocol): { [field: string]: Json } {
  if (!check) return {}
  const interval = toProtoDuration(check.interval)
  return {
    health_checks: [
      {
        timeout: toProtoDuration(check.timeout),
        interval,
        // Else Envoy asks only once a minute as long as no request was sent.
        no_traffic_interval: interval,
        unhealthy_threshold: check.unhealthyThreshold,
        healthy_threshold: check.healthyThreshold,
        ...compileProbe(check, protocol),
      },
    ],
    // An instance that left the mesh leaves at once, healthy or not.
    ignore_health_on_host_removal: true,
  }
}

function compileProbe(check: HealthCheck, protocol: Protocol): { [field: string]: Json } {
  if (protocol === 'tcp') return { tcp_health_check: {} }
  if (protocol === 'grpc') return { grpc_health_check: { service_name: check.grpcService, authority: check.hostname } }
  return {
    http_health_check: {
      host: check.hostname,
      path: check.path ?? '/',
      expected_statuses: check.expectedStatuses?.map((status) => ({ start: status, end: status + 1 })),
    },
  }
}
