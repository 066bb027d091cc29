/** The only paths of an Envoy that are ever asked for, but for `setValuesPath`. Those that write are POST and stop or give back faults. */
export const adminPages = {
  stats: { method: 'GET', path: '/stats?usedonly' },
  injected: { method: 'GET', path: '/stats?usedonly&filter=outrider.injected|[.]fault[.]' },
  histograms: { method: 'GET', path: '/stats?format=json&usedonly&histogram_buckets=detailed&type=Histograms&filter=stream_rq_time$' },
  prometheus: { method: 'GET', path: '/stats/prometheus?usedonly' },
  clusters: { method: 'GET', path: '/clusters?format=json' },
  listeners: { method: 'GET', path: '/listeners?format=json' },
  certs: { method: 'GET', path: '/certs' },
  node: {
    method: 'GET',
    path: '/config_dump?mask=bootstrap.node.id,bootstrap.node.cluster,bootstrap.node.metadata,bootstrap.node.user_agent_build_version.version',
  },
  routes: { method: 'GET', path: '/config_dump?resource=dynamic_route_configs' },
  clusterConfigs: { method: 'GET', path: '/config_dump?resource=dynamic_active_clusters' },
  listenerConfigs: { method: 'GET', path: '/config_dump?resource=dynamic_listeners' },
  staticRoutes: { method: 'GET', path: '/config_dump?resource=static_route_configs' },
  staticListeners: { method: 'GET', path: '/config_dump?resource=static_listeners' },
  layers: { method: 'GET', path: '/config_dump?mask=bootstrap.layered_runtime' },
  filterCounts: { method: 'GET', path: '/stats?usedonly&filter=[.]fault[.]' },
  runtime: { method: 'GET', path: '/runtime' },
  readouts: {
    method: 'GET',
    path: '/stats?filter=^(control_plane[.]connected_state|runtime[.]admin_overrides_active|.*[.]version)$',
  },
  stopFaults: { method: 'POST', path: '/runtime_modify?fault.http.max_active_faults=0' },
  releaseFaults: { method: 'POST', path: '/runtime_modify?fault.http.max_active_faults=' },
} as const satisfies Record<string, { method: 'GET' | 'POST'; path: string }>

/** Sets values of the admin runtime layer, all at once: an empty value takes one out. Envoy reads `+` as it stands, so spaces are `%20`. */
export const setValuesPath = (values: ReadonlyMap<string, string>): string =>
  `/runtime_modify?${[...values].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`

export type AdminPage = keyof typeof adminPages
