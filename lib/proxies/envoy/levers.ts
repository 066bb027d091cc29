import type { FaultLever, Levers, RuntimeValue, WeightLever } from '@/lib/mesh/levers'
import type { ClusterStatus } from './clusters'
import { toFractionPercent } from './fractional-percent'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'
import { findManagers, type Manager } from './managers'
import { pairFractions } from './pair-fractions'

export type LeverPages = {
  bootstrap: JsonObject
  runtime: JsonObject
  listeners: readonly JsonObject[]
  routes: readonly JsonObject[]
  clusters: readonly ClusterStatus[]
}
export type RuntimePage = { values: Map<string, RuntimeValue>; problem: string | null }

/** What of an Envoy's own configuration obeys values at run time: fault filters wherever they are set, and weights with a runtime key. */
export function parseLevers(pages: LeverPages): Levers {
  const { problem } = parseRuntime(pages.bootstrap, pages.runtime)
  const managers = findManagers(pages.listeners, pages.routes)
  const places = managers.flatMap(findPlaces)
  const weights = managers.flatMap(findWeights)
  const reached = new Set(weights.flatMap(({ targets }) => targets.map(({ destination }) => destination)))
  return {
    problem,
    // Pages have them in any order, and what is the same must look the same.
    destinations: pages.clusters
      .filter(({ name }) => reached.has(name))
      .map(({ name, hosts }) => ({ name, hosts: hosts.map(({ address }) => address) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    faults: mergeSettings(places).map(({ filter, ...found }) => toFaultLever(found, filter)),
    weights,
  }
}

/**
 * The values of `/runtime`, and which of them the admin layer holds. problem: why a value that is posted would be refused or without effect (a bootstrap without
 * layers has no admin layer either: 1.40.0 answers 503).
 */
export function parseRuntime(bootstrap: JsonObject, runtime: JsonObject): RuntimePage {
  const dump = asArray(bootstrap.configs)
    .map(asObject)
    .find((config) => config.bootstrap !== undefined)
  const layers = asArray(asObject(asObject(asObject(dump).bootstrap).layered_runtime).layers).map(asObject)
  const index = layers.findIndex((layer) => layer.admin_layer !== undefined)
  const values = new Map<string, RuntimeValue>()
  for (const [key, entry] of Object.entries(asObject(runtime.entries))) {
    const { final_value, layer_values } = asObject(entry)
    values.set(key, { admin: index < 0 ? '' : asText(asArray(layer_values)[index]), final: asText(final_value) })
  }
  return { values, problem: findProblem(index, layers.length, asText(layers.at(-1)?.name)) }
}

function findProblem(index: number, count: number, last: string): string | null {
  if (index < 0)
    return 'its bootstrap has no admin layer (layered_runtime.layers with admin_layer: {}), so nothing can be changed at run time'
  return index === count - 1 ? null : `its runtime layer ${last} comes after the admin layer and overrides it`
}

type Place = { place: string; counter: string; destinations: string[]; filter: JsonObject }

/** Every target of every route, with the fault settings that hold for it: the most specific one replaces all others whole. */
function findPlaces(manager: Manager): Place[] {
  const { counter, filters, routeConfig } = manager
  const found: Place[] = []
  const chain = filters.filter((filter) => asText(asObject(filter.typed_config)['@type']).endsWith('.fault.v3.HTTPFault'))
  for (const host of asArray(routeConfig.virtual_hosts).map(asObject))
    for (const [index, route] of asArray(host.routes).map(asObject).entries()) {
      const place = placeOf(manager, host, route, index)
      for (const target of targetsOf(route))
        for (const filter of chain) {
          const settings = mostSpecific(filter, [target, route, host, routeConfig])
          if (settings) found.push({ place, counter, destinations: narrowed(asText(target.name), settings), filter: settings })
        }
    }
  return found
}

const placeOf = ({ listener, counter }: Manager, host: JsonObject, route: JsonObject, index: number): string =>
  `${listener || counter}, ${asText(host.name)}, route ${asText(route.name) || index + 1}`

function targetsOf(route: JsonObject): JsonObject[] {
  const action = asObject(route.route)
  const { clusters } = asObject(action.weighted_clusters)
  const entries = clusters === undefined ? [asObject({ name: action.cluster })] : asArray(clusters).map(asObject)
  return entries.filter(({ name }) => asText(name) !== '')
}

const findWeights = (manager: Manager): WeightLever[] =>
  asArray(manager.routeConfig.virtual_hosts)
    .map(asObject)
    .flatMap((host) =>
      pairFractions(
        asArray(host.routes)
          .map(asObject)
          .map((route, index) => ({ route, lever: toWeights(placeOf(manager, host, route, index), route) })),
      ),
    )

/** null where it leads to no destination. */
function toWeights(place: string, route: JsonObject): WeightLever | null {
  const targets = targetsOf(route)
  if (targets.length === 0) return null
  const prefix = asText(asObject(asObject(route.route).weighted_clusters).runtime_key_prefix)
  return {
    place,
    targets: targets.map(({ name, weight }) => ({
      destination: asText(name),
      weight: targets.length === 1 ? 100 : asNumber(weight),
      key: prefix === '' ? null : `${prefix}.${asText(name)}`,
    })),
  }
}

/** null where the filter is switched off there. */
function mostSpecific(filter: JsonObject, holders: readonly JsonObject[]): JsonObject | null {
  for (const holder of holders) {
    const own = asObject(asObject(holder.typed_per_filter_config)[asText(filter.name)])
    if (Object.keys(own).length === 0) continue
    if (!asText(own['@type']).endsWith('.FilterConfig')) return own
    if (own.disabled === true) return null
    return own.config === undefined ? asObject(filter.typed_config) : asObject(own.config)
  }
  return filter.disabled === true ? null : asObject(filter.typed_config)
}

function narrowed(destination: string, settings: JsonObject): string[] {
  const only = asText(settings.upstream_cluster)
  return only === '' || only === destination ? [destination] : []
}

type Setting = Pick<FaultLever, 'place' | 'destinations' | 'counters'> & { filter: JsonObject }

/** The same setting at many places is one lever. */
function mergeSettings(places: readonly Place[]): Setting[] {
  const bySetting = new Map<string, Setting>()
  for (const { place, counter, destinations, filter } of places) {
    if (destinations.length === 0) continue
    const id = JSON.stringify(filter)
    const known = bySetting.get(id) ?? { place, destinations: [], counters: [], filter }
    bySetting.set(id, {
      ...known,
      destinations: [...new Set([...known.destinations, ...destinations])],
      counters: [...new Set([...known.counters, counter])],
    })
  }
  return [...bySetting.values()]
}

function toFaultLever(found: Omit<Setting, 'filter'>, filter: JsonObject): FaultLever {
  const [abort, delay, limit] = [asObject(filter.abort), asObject(filter.delay), asObject(filter.response_rate_limit)]
  const keyOf = (own: unknown, otherwise: string): string => asText(own) || `fault.http.${otherwise}`
  const abortKey = keyOf(filter.abort_percent_runtime, 'abort.abort_percent')
  const delayKey = keyOf(filter.delay_percent_runtime, 'delay.fixed_delay_percent')
  const limitKey = keyOf(filter.response_rate_limit_percent_runtime, 'rate_limit.response_percent')
  const maxActiveKey = keyOf(filter.max_active_faults_runtime, 'max_active_faults')
  const percentOf = (part: JsonObject): number | null =>
    Object.keys(part).length === 0 ? null : toFractionPercent(asObject(part.percentage))
  const answers = abort.grpc_status === undefined ? (abort.http_status === undefined ? null : 'http') : 'grpc'
  return {
    ...found,
    abort: answers && {
      percentKey: abortKey,
      httpStatusKey: keyOf(filter.abort_http_status_runtime, 'abort.http_status'),
      grpcStatusKey: keyOf(filter.abort_grpc_status_runtime, 'abort.grpc_status'),
      answers,
    },
    delay:
      asText(delay.fixed_delay) === ''
        ? null
        : { percentKey: delayKey, durationKey: keyOf(filter.delay_duration_runtime, 'delay.fixed_duration_ms') },
    maxActiveKey,
    narrowedBy: findNarrowing(filter),
    bandwidth: Object.keys(limit).length === 0 ? null : { percentKey: limitKey },
    configured: { abortPercent: percentOf(abort), delayPercent: percentOf(delay), bandwidthPercent: percentOf(limit) },
  }
}

function findNarrowing({ headers, downstream_nodes }: JsonObject): string | null {
  const names = asArray(headers).map((header) => asText(asObject(header).name))
  if (names.length > 0) return `it takes only requests whose headers match (${names.join(', ')})`
  return asArray(downstream_nodes).length > 0 ? 'it takes only requests of some callers (downstream_nodes)' : null
}
