import { toDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { LoadedWeights } from '@/lib/proxies/proxy-reader'
import { asObject, asText, type JsonObject } from './json'
import { findOwnRoutes } from './route-tables'

/**
 * The weights that each route of our services splits by, in the order of the routes: the route's own, or what the runtime holds under its key, as Envoy reads
 * it (whole numbers; anything else is not a weight and the route's own counts). Copies of a rule's route are routes of their own. Routes without weights are left out.
 */
export function parseWeights(routes: JsonObject, runtime: JsonObject): Map<ServiceName, LoadedWeights[]> {
  const entries = asObject(runtime.entries)
  const byService = new Map<ServiceName, LoadedWeights[]>()
  for (const { service, route, targets } of findOwnRoutes(routes)) {
    const prefix = asText(asObject(asObject(route.route).weighted_clusters).runtime_key_prefix)
    const backends = targets.map(({ version, weight }) => ({
      version,
      weight:
        prefix === ''
          ? weight
          : (toWeight(asText(asObject(entries[`${prefix}.${toDestinationName(service, version)}`]).final_value)) ?? weight),
    }))
    byService.set(service, [...(byService.get(service) ?? []), { rule: asText(route.name), backends }])
  }
  return byService
}

const toWeight = (text: string): number | null => (/^\d{1,10}$/.test(text) ? Number(text) : null)
