import { parseRuntimePercent } from '@/lib/proxies/envoy/fractional-percent'
import { asArray, asNumber, asObject, asText, type JsonObject } from '@/lib/proxies/envoy/json'
import type { Accepted } from './simulated-ads-client'

export type Host = { address: string; port: number; weight: number; subZone: string }
export type BoundListener = { name: string; address: string; port: number }

/** What a simulated proxy was configured with: the control plane's resources, and two runtime layers above them. */
export class SimulatedConfig {
  clusters: JsonObject[] = []
  listeners: JsonObject[] = []
  routes: JsonObject[] = []
  versions = new Map<string, string>()
  private assignments = new Map<string, JsonObject>()
  private leased = new Map<string, string>()
  private admin = new Map<string, string>()
  private expiry: NodeJS.Timeout | null = null

  accept({ type, version, resources }: Accepted): void {
    this.versions.set(type, version)
    const jsons = resources.map((resource) => resource.json)
    if (type === 'CDS') this.clusters = jsons
    else if (type === 'LDS') this.listeners = jsons
    else if (type === 'RDS') this.routes = jsons
    else if (type === 'EDS') this.assignments = new Map(jsons.map((json) => [asText(json.cluster_name), json]))
    else this.acceptLayer(jsons[0] ?? {}, resources[0]?.ttlMs ?? null)
  }

  /** An empty text takes the value back, as `/runtime_modify` does. */
  setAdminValue(key: string, value: string): void {
    if (value === '') this.admin.delete(key)
    else this.admin.set(key, value)
  }

  /** The final value of a key, the admin layer above the leased one. */
  runtimeValue(key: string): string | null {
    return this.admin.get(key) ?? this.leased.get(key) ?? null
  }

  runtimePercent(key: string): number | null {
    const value = this.runtimeValue(key)
    return value === null ? null : parseRuntimePercent(value)
  }

  runtimeEntries(): { key: string; leased: string; admin: string }[] {
    const keys = [...new Set([...this.leased.keys(), ...this.admin.keys()])].sort()
    return keys.map((key) => ({ key, leased: this.leased.get(key) ?? '', admin: this.admin.get(key) ?? '' }))
  }

  hosts(cluster: JsonObject): Host[] {
    const name = asText(asObject(cluster.eds_cluster_config).service_name) || asText(cluster.name)
    const assignment = cluster.type === 'EDS' ? this.assignments.get(name) : asObject(cluster.load_assignment)
    return asArray(assignment?.endpoints).flatMap((entry) => {
      const locality = asObject(entry)
      const subZone = asText(asObject(locality.locality).sub_zone)
      return asArray(locality.lb_endpoints).map((endpoint) => {
        const host = asObject(endpoint)
        const socket = asObject(asObject(asObject(host.endpoint).address).socket_address)
        return {
          address: asText(socket.address),
          port: asNumber(socket.port_value),
          weight: asNumber(host.load_balancing_weight, 1),
          subZone,
        }
      })
    })
  }

  boundListeners(): BoundListener[] {
    return this.listeners.map((listener) => {
      const socket = asObject(asObject(listener.address).socket_address)
      return { name: asText(listener.name), address: asText(socket.address), port: asNumber(socket.port_value) }
    })
  }

  /** The cluster that a tcp listener leads to; null where there is no such listener. */
  tcpCluster(listenerName: string): string | null {
    const listener = this.listeners.find((candidate) => candidate.name === listenerName)
    const filter = asObject(asArray(asObject(asArray(listener?.filter_chains)[0]).filters)[0])
    return asText(asObject(filter.typed_config).cluster) || null
  }

  stop(): void {
    if (this.expiry) clearTimeout(this.expiry)
  }

  private acceptLayer(runtime: JsonObject, ttlMs: number | null): void {
    if (this.expiry) clearTimeout(this.expiry)
    this.expiry = ttlMs === null ? null : setTimeout(() => this.leased.clear(), ttlMs)
    this.leased = new Map(Object.entries(asObject(runtime.layer)).map(([key, value]) => [key, toText(value)]))
  }
}

function toText(value: unknown): string {
  const { numerator, denominator } = asObject(value)
  return numerator === undefined ? String(value) : `numerator: ${asNumber(numerator)}\ndenominator: ${asText(denominator) || 'HUNDRED'}\n`
}
