import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'

export type RouteTarget = { service: ServiceName; version: string; weight: number; filters: JsonObject }
/** One route to one of our services; without targets where it redirects or answers itself. `filters`: its per-filter settings. */
export type OwnRoute = { host: string; service: ServiceName; route: JsonObject; targets: RouteTarget[]; filters: JsonObject }

/** The routes to our services in `/config_dump?resource=dynamic_route_configs`, in order; routes to foreign clusters are left out. */
export function findOwnRoutes(page: JsonObject): OwnRoute[] {
  const found: OwnRoute[] = []
  for (const config of asArray(page.configs)) {
    for (const virtualHost of asArray(asObject(asObject(config).route_config).virtual_hosts)) {
      const { name, routes } = asObject(virtualHost)
      for (const entry of asArray(routes)) {
        const route = asObject(entry)
        const targets = toTargets(asObject(route.route))
        const service = targets[0]?.service ?? answeringService(route)
        if (service) found.push({ host: asText(name), service, route, targets, filters: asObject(route.typed_per_filter_config) })
      }
    }
  }
  return found
}

/** Our own mark on a route that leads to no cluster. */
const answeringService = (route: JsonObject): ServiceName =>
  asText(asObject(asObject(asObject(route.metadata).filter_metadata).outrider).service)

function toTargets(action: JsonObject): RouteTarget[] {
  const weighted = asArray(asObject(action.weighted_clusters).clusters).map(asObject)
  const entries = weighted.length > 0 ? weighted : [{ name: action.cluster, weight: 100 }]
  return entries.flatMap((entry) => {
    const { name, weight, typed_per_filter_config } = asObject(entry)
    const destination = parseDestinationName(asText(name))
    if (!destination || destination.mirror) return []
    return [
      { service: destination.service, version: destination.version, weight: asNumber(weight), filters: asObject(typed_per_filter_config) },
    ]
  })
}
