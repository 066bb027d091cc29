import { anyVersion, parseDestinationName, toDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { LoadedWeights } from '@/lib/proxies/proxy-reader'
import type { ClusterStatus } from './clusters'
import { parseRuntimePercent, toFractionPercent } from './fractional-percent'
import { asArray, asObject, asText, type JsonObject } from './json'
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
    const [mirror, lastHeader] = [readMirror(asObject(route.route), entries), readLastHeader(asObject(route.match))]
    const read = { rule: asText(route.name), backends, ...(mirror && { mirror }), ...(lastHeader && { lastHeader }) }
    byService.set(service, [...(byService.get(service) ?? []), read])
  }
  return byService
}

const toWeight = (text: string): number | null => (/^\d{1,10}$/.test(text) ? Number(text) : null)

/** Only a mirror with a runtime key is one that a lease opens. */
function readMirror(action: JsonObject, entries: JsonObject): LoadedWeights['mirror'] | null {
  for (const policy of asArray(action.request_mirror_policies).map(asObject)) {
    const { runtime_key, default_value } = asObject(policy.runtime_fraction)
    const destination = parseDestinationName(asText(policy.cluster))
    if (!destination || asText(runtime_key) === '') continue
    const leased = asText(asObject(entries[asText(runtime_key)]).final_value)
    return {
      version: destination.version,
      percent: leased === '' ? toFractionPercent(asObject(default_value)) : parseRuntimePercent(leased),
    }
  }
  return null
}

function readLastHeader(match: JsonObject): LoadedWeights['lastHeader'] | null {
  const { name, string_match } = asObject(asArray(match.headers).at(-1))
  const exact = asText(asObject(string_match).exact)
  return exact === '' ? null : { name: asText(name), exact }
}

/** Weights of tcp services: the sum of a version's hosts' weights. A version without an endpoint in force is absent, so one of weight 0 is. */
export function addTcpWeights(
  weights: Map<ServiceName, LoadedWeights[]>,
  clusters: readonly ClusterStatus[],
  tcpServices: ReadonlySet<ServiceName>,
): void {
  for (const { name, hosts } of clusters) {
    const destination = parseDestinationName(name)
    if (!destination || destination.mirror || !tcpServices.has(destination.service) || hosts.length === 0) continue
    const sums = new Map<string, number>()
    for (const host of hosts) {
      const version = destination.version === anyVersion ? host.version : destination.version
      if (version !== null) sums.set(version, (sums.get(version) ?? 0) + host.weight)
    }
    weights.set(destination.service, [{ rule: 'default', backends: [...sums].map(([version, weight]) => ({ version, weight })) }])
  }
}
