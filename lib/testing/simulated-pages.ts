import type { SimulatedConfig } from './simulated-config'
import { binWidth, type SimulatedCounters } from './simulated-counters'

export type PageSource = { node: object; config: SimulatedConfig; counters: SimulatedCounters; startedAt: number; now(): number }

/** The admin pages of a simulated proxy in Envoy's own shapes, as far as they are read; null for a path that is not simulated. */
export function renderPage(source: PageSource, url: URL): string | null {
  const query = url.searchParams
  switch (url.pathname) {
    case '/ready':
      return 'LIVE\n'
    case '/stats':
      return query.get('format') === 'json' ? JSON.stringify(histogramPage(source)) : statsPage(source)
    case '/clusters':
      return JSON.stringify(clustersPage(source))
    case '/listeners':
      return JSON.stringify({
        listener_statuses: source.config.boundListeners().map(({ name, ...at }) => ({ name, local_address: toAddress(at) })),
      })
    case '/certs':
      return JSON.stringify({ certificates: [] })
    case '/runtime':
      return JSON.stringify(runtimePage(source))
    case '/config_dump':
      return JSON.stringify({
        configs: dumpsOf[query.get('resource') ?? '']?.(source) ?? [{ bootstrap: { node: source.node } }],
      })
    default:
      return null
  }
}

const toAddress = ({ address, port }: { address: string; port: number }) => ({ socket_address: { address, port_value: port } })

function statsPage({ counters, config, startedAt, now }: PageSource): string {
  const lines = [...counters.values].map(([name, value]) => `${name}: ${value}`)
  for (const cluster of config.clusters) {
    const hosts = config.hosts(cluster).length
    lines.push(`cluster.${cluster.name}.membership_total: ${hosts}`, `cluster.${cluster.name}.membership_healthy: ${hosts}`)
  }
  lines.push('server.live: 1', 'server.state: 0', `server.uptime: ${Math.floor((now() - startedAt) / 1000)}`)
  lines.push(`runtime.num_keys: ${config.runtimeEntries().length}`)
  return `${lines.sort().join('\n')}\n`
}

function histogramPage({ counters }: PageSource): object {
  const details = [...counters.histograms].map(([name, bins]) => {
    const totals = [...bins].sort(([a], [b]) => a - b).map(([lower, count]) => ({ lower_bound: lower, width: binWidth(lower), count }))
    return { name, totals, intervals: [], percentiles: [] }
  })
  return { stats: [{ histograms: { supported_percentiles: [], details } }] }
}

function clustersPage({ config, counters }: PageSource): object {
  const cluster_statuses = config.clusters.map((cluster) => {
    const name = String(cluster.name)
    const host_statuses = config.hosts(cluster).map((host) => {
      const key = `host.${name}.${host.address}:${host.port}.`
      const stats = ['cx_connect_fail', 'cx_total', 'rq_error', 'rq_success', 'rq_timeout', 'rq_total'].map((stat) => {
        const value = counters.values.get(key + stat) ?? 0
        return value === 0 ? { name: stat } : { value: String(value), name: stat }
      })
      const locality = host.subZone ? { sub_zone: host.subZone } : {}
      return { address: toAddress(host), stats, health_status: { eds_health_status: 'HEALTHY' }, weight: host.weight, locality }
    })
    return { name, added_via_api: true, host_statuses, observability_name: name }
  })
  return { cluster_statuses }
}

function runtimePage({ config }: PageSource): object {
  const entries = config
    .runtimeEntries()
    .map(({ key, leased, admin }) => [key, { layer_values: ['', leased, admin], final_value: admin || leased }])
  return { layers: ['static', 'outrider', 'admin'], entries: Object.fromEntries(entries) }
}

/** Resources a dump can be asked for; names narrow nothing here. */
const dumpsOf: Record<string, (source: PageSource) => object[]> = {
  dynamic_route_configs: (source) => routeDumps(source),
  dynamic_active_clusters: ({ config }) => config.clusters.map((cluster) => ({ cluster })),
  dynamic_listeners: ({ config }) => config.listeners.map((listener) => ({ name: listener.name, active_state: { listener } })),
}

const routeDumps = ({ config, now }: PageSource): object[] =>
  config.routes.map((route_config) => ({
    '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump.DynamicRouteConfig',
    version_info: config.versions.get('RDS') ?? '',
    route_config,
    last_updated: new Date(now()).toISOString(),
  }))
