import type { HealthCheck } from '@/lib/mesh/policy'
import { asArray, asNumber, asObject, asText, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { reportOthers, type Unread } from './unread'

const fields = [
  ...['timeout', 'interval', 'no_traffic_interval', 'unhealthy_threshold', 'healthy_threshold'],
  ...['http_health_check', 'grpc_health_check', 'tcp_health_check'],
]

/** The active health check of a cluster; null without one. */
export function readHealthCheck(cluster: JsonObject, unread: Unread): HealthCheck | null {
  const [first, ...others] = asArray(cluster.health_checks).map(asObject)
  if (!first) return null
  if (others.length > 0) unread('a second health check')
  reportOthers(first, fields, unread, 'health_check')
  const [http, grpc] = [asObject(first.http_health_check), asObject(first.grpc_health_check)]
  reportOthers(http, ['host', 'path', 'expected_statuses'], unread, 'health_check')
  reportOthers(grpc, ['service_name', 'authority'], unread, 'health_check')
  const statuses = asArray(http.expected_statuses).flatMap((range) => readRange(asObject(range)))
  const hostname = asText(http.host) || asText(grpc.authority)
  return {
    ...(asText(http.path) && { path: asText(http.path) }),
    ...(hostname && { hostname }),
    ...(statuses.length > 0 && { expectedStatuses: statuses }),
    ...(asText(grpc.service_name) && { grpcService: asText(grpc.service_name) }),
    interval: readDuration(first.interval) ?? '0s',
    timeout: readDuration(first.timeout) ?? '0s',
    healthyThreshold: asNumber(first.healthy_threshold),
    unhealthyThreshold: asNumber(first.unhealthy_threshold),
  }
}

function readRange({ start, end }: JsonObject): number[] {
  const [from, to] = [asNumber(start), asNumber(end)]
  return Array.from({ length: Math.min(500, Math.max(0, to - from)) }, (_, index) => from + index)
}
