import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Counters, HostSample, SampleCounter } from '@/lib/metrics/sweep'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'

/** `statName`: the cluster's name as its statistics have it (`alt_stat_name`, colons replaced). */
export type ClusterStatus = { name: string; statName: string; hosts: HostSample[] }

/**
 * Clusters and their hosts from `/clusters?format=json`. Zero values are left out of that page. Requests of a host are tries that ended (`rq_success` +
 * `rq_error`, which holds timeouts): a retried try counts, and one whose connection was refused too. Hosts without an ip:port (pipes) are left out.
 */
export function parseClusters(page: JsonObject): ClusterStatus[] {
  return asArray(page.cluster_statuses).map((entry) => {
    const cluster = asObject(entry)
    const name = asText(cluster.name)
    const statName = (asText(cluster.observability_name) || name).replaceAll(':', '_')
    return { name, statName, hosts: asArray(cluster.host_statuses).flatMap(toHost) }
  })
}

/** An ip:port of Envoy's JSON; null for pipes and internal addresses. */
export function toEndpoint(address: unknown): Endpoint | null {
  const socket = asObject(asObject(address).socket_address)
  const ip = asText(socket.address)
  return ip === '' ? null : { address: ip, port: asNumber(socket.port_value) }
}

const hostCounters: Readonly<Record<string, readonly SampleCounter[]>> = {
  rq_success: ['requests', 'ok'],
  rq_error: ['requests', 'errors', 'attemptErrors'],
  rq_total: ['attempts'],
  rq_timeout: ['timeouts'],
  cx_total: ['connections'],
  cx_connect_fail: ['connectFailures'],
}

function toHost(entry: unknown): HostSample[] {
  const host = asObject(entry)
  const address = toEndpoint(host.address)
  if (!address) return []
  const counters: Counters = new Map()
  let connectionsOpen = 0
  for (const stat of asArray(host.stats)) {
    const { name, value } = asObject(stat)
    const count = asNumber(value)
    if (name === 'cx_active') connectionsOpen = count
    if (count === 0) continue
    for (const counter of hostCounters[asText(name)] ?? []) counters.set(counter, (counters.get(counter) ?? 0) + count)
  }
  const health = asObject(host.health_status)
  const isEjected = health.failed_outlier_check === true
  const isHealthy =
    !isEjected && health.failed_active_health_check !== true && /^(HEALTHY|UNKNOWN|DEGRADED|)$/.test(asText(health.eds_health_status))
  const version = asText(asObject(host.locality).sub_zone) || null
  return [{ address, version, counters, connectionsOpen, isHealthy, isEjected, weight: asNumber(host.weight, 1) }]
}
