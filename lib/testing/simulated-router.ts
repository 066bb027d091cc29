import { toFractionPercent } from '@/lib/proxies/envoy/fractional-percent'
import { asArray, asNumber, asObject, asText, type JsonObject } from '@/lib/proxies/envoy/json'
import type { SimulatedConfig } from './simulated-config'

export type RoutedRequest = { authority: string; headers: Record<string, string> }
/** What a proxy does with a request. Delay and abort are what the fault filter drew; `mirror` gets a copy. */
export type Routing = {
  route: string
  cluster: string
  delayMs: number | null
  abort: { httpStatus: number } | { grpcStatus: number } | null
  retries: number
  timeoutMs: number
  mirror: string | null
}

/** Picks route, version and faults by the received routes and runtime values, as Envoy would; null when no route matches. `random` is 0..1. */
export function routeRequest(config: SimulatedConfig, request: RoutedRequest, random: () => number): Routing | null {
  const route = findRoute(config.routes, request)
  if (!route) return null
  const action = asObject(route.route)
  const target = pickCluster(config, action, random)
  if (!target) return null
  const filters = { ...asObject(route.typed_per_filter_config), ...target.filters }
  const fault = asObject(filters['envoy.filters.http.fault'])
  const injects = matchesHeaders(asArray(fault.headers), request) && config.runtimeValue('fault.http.max_active_faults') !== '0'
  const delay = injects ? draw(config, asObject(fault.delay), asText(fault.delay_percent_runtime), random) : null
  const abort = injects ? draw(config, asObject(fault.abort), asText(fault.abort_percent_runtime), random) : null
  const retry = asObject(action.retry_policy)
  return {
    route: asText(route.name),
    cluster: target.name,
    delayMs: delay ? toMillis(asText(delay.fixed_delay)) : null,
    abort:
      abort &&
      (abort.grpc_status === undefined ? { httpStatus: asNumber(abort.http_status, 503) } : { grpcStatus: asNumber(abort.grpc_status) }),
    retries: /5xx|gateway-error|retriable-status-codes/.test(asText(retry.retry_on)) ? asNumber(retry.num_retries, 1) : 0,
    timeoutMs: action.timeout === undefined ? 15_000 : toMillis(asText(action.timeout)) || Number.POSITIVE_INFINITY,
    mirror: pickMirror(config, asObject(asArray(action.request_mirror_policies)[0]), random),
  }
}

function findRoute(configs: readonly JsonObject[], request: RoutedRequest): JsonObject | null {
  const hosts = configs.flatMap((config) => asArray(config.virtual_hosts).map(asObject))
  const authority = request.authority.replace(/:\d+$/, '').toLowerCase()
  const host =
    hosts.find(({ domains }) => asArray(domains).includes(authority)) ?? hosts.find(({ domains }) => asArray(domains).includes('*'))
  const routes = asArray(host?.routes).map(asObject)
  return routes.find((route) => matchesRoute(asObject(route.match), request)) ?? null
}

function matchesRoute(match: JsonObject, request: RoutedRequest): boolean {
  const [path = '/', query = ''] = (request.headers[':path'] ?? '/').split('?')
  const regex = asText(asObject(match.safe_regex).regex)
  const isPath = regex
    ? new RegExp(`^(?:${regex})$`).test(path)
    : match.path === undefined
      ? path.startsWith(asText(match.prefix))
      : path === match.path
  const params = new URLSearchParams(query)
  const valueAt = (name: string): string | undefined => params.get(name) ?? undefined
  return isPath && matchesHeaders(asArray(match.headers), request) && matchesAll(asArray(match.query_parameters), valueAt)
}

const matchesHeaders = (matchers: readonly unknown[], request: RoutedRequest): boolean =>
  matchesAll(matchers, (name) => request.headers[name.toLowerCase()])

/** Header and query matchers have the same shape. */
const matchesAll = (matchers: readonly unknown[], valueAt: (name: string) => string | undefined): boolean =>
  matchers.every((entry) => {
    const matcher = asObject(entry)
    const value = valueAt(asText(matcher.name))
    const text = asObject(matcher.string_match)
    if (matcher.string_match === undefined) return (value !== undefined) === (matcher.present_match ?? true)
    if (value === undefined) return false
    if (typeof text.prefix === 'string') return value.startsWith(text.prefix)
    const regex = asText(asObject(text.safe_regex).regex)
    return regex ? new RegExp(`^(?:${regex})$`).test(value) : value === asText(text.exact)
  })

function pickCluster(config: SimulatedConfig, action: JsonObject, random: () => number): { name: string; filters: JsonObject } | null {
  const weighted = asObject(action.weighted_clusters)
  const prefix = asText(weighted.runtime_key_prefix)
  const targets = asArray(weighted.clusters).map((entry) => {
    const { name, weight, typed_per_filter_config } = asObject(entry)
    const leased = config.runtimeValue(`${prefix}.${asText(name)}`)
    return { name: asText(name), weight: leased === null ? asNumber(weight) : Number(leased), filters: asObject(typed_per_filter_config) }
  })
  if (targets.length === 0) return asText(action.cluster) ? { name: asText(action.cluster), filters: {} } : null
  let rest = random() * targets.reduce((sum, target) => sum + target.weight, 0)
  for (const target of targets) {
    rest -= target.weight
    if (rest < 0) return target
  }
  return null
}

function draw(config: SimulatedConfig, part: JsonObject, key: string, random: () => number): JsonObject | null {
  if (part.percentage === undefined) return null
  const percent = config.runtimePercent(key) ?? toFractionPercent(asObject(part.percentage))
  return random() * 100 < percent ? part : null
}

function pickMirror(config: SimulatedConfig, mirror: JsonObject, random: () => number): string | null {
  const { default_value: fraction, runtime_key } = asObject(mirror.runtime_fraction)
  const leased = config.runtimePercent(asText(runtime_key))
  const isDrawn = (leased === null && fraction === undefined) || random() * 100 < (leased ?? toFractionPercent(asObject(fraction)))
  return asText(mirror.cluster) && isDrawn ? asText(mirror.cluster) : null
}

/** Proto JSON `0.250s` → 250. */
const toMillis = (duration: string): number => Number(/^([\d.]+)s$/.exec(duration)?.[1] ?? 0) * 1000
