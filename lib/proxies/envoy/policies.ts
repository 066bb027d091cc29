import { anyVersion, parseDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { HashKey, LoadedPolicy, Rule } from '@/lib/mesh/policy'
import type { ClusterStatus } from './clusters'
import { asArray, asObject, asText, type JsonObject } from './json'
import { readRule } from './policy/read-rule'
import { toPercents } from './policy/to-percents'
import { findOwnRoutes, type OwnRoute } from './route-tables'

/**
 * Policies by service, as the proxy that runs these routes sees them: rules in order, with everything that a rule can say; what the routes say beyond that is
 * named in `unread`. Callers are not in it, as a proxy's routes are already those of one caller, and neither are faults' gates. Weights are whole per cent.
 * Where a rule has several routes (faults narrow copies of it, a cookie is given out) the last one of its name is the rule, and the others must do the same. Of
 * a service that several hosts of a gateway lead to, the first host counts, and the gateway's own path is not taken for a match.
 */
export function parsePolicies(page: JsonObject): Map<ServiceName, LoadedPolicy> {
  const byService = new Map<ServiceName, OwnRoute[]>()
  for (const route of findOwnRoutes(page)) {
    const routes = byService.get(route.service)
    if (!routes) byService.set(route.service, [route])
    else if (routes[0]?.host === route.host) routes.push(route)
  }
  return new Map([...byService].map(([service, routes]) => [service, toPolicy(service, routes)]))
}

/**
 * Policies of tcp services, whose weights are those of their endpoints: the share of a version is the sum of its hosts' weights, each version being a
 * locality of the cluster `<service>|*`. A service of a single version has all of it. Versions without an endpoint in force are absent.
 */
export function addTcpPolicies(
  policies: Map<ServiceName, LoadedPolicy>,
  clusters: readonly ClusterStatus[],
  tcpServices: ReadonlySet<ServiceName>,
): void {
  for (const { name, hosts } of clusters) {
    const destination = parseDestinationName(name)
    if (!destination || destination.mirror || !tcpServices.has(destination.service)) continue
    const weights = new Map<string, number>()
    for (const host of hosts) {
      const version = destination.version === anyVersion ? host.version : destination.version
      if (version !== null) weights.set(version, (weights.get(version) ?? 0) + host.weight)
    }
    if (weights.size > 0)
      policies.set(destination.service, {
        service: destination.service,
        rules: [{ name: 'default', backends: toPercents(weights) }],
        isTcp: true,
      })
  }
}

function toPolicy(service: ServiceName, routes: readonly OwnRoute[]): LoadedPolicy {
  const base = basePrefix(routes.at(-1))
  const unread: string[] = []
  const rules: Rule[] = []
  const keys = new Map<string, HashKey>()
  const names = [...new Set(routes.map((route) => asText(route.route.name)))]
  const lastOf = (name: string): number => routes.findLastIndex((route) => asText(route.route.name) === name)
  for (const name of names.sort((a, b) => lastOf(a) - lastOf(b))) {
    const all = routes.filter((route) => asText(route.route.name) === name)
    const [own, front] = [all.at(-1), all.slice(0, -1)]
    if (!own) continue
    const { rule, hashKey } = readRule(own, base, front, (what) => unread.push(`rule ${name}: ${what}`))
    rules.push(rule)
    if (hashKey) keys.set(JSON.stringify(hashKey), hashKey)
    if (front.some((copy) => !doesTheSame(copy, rule, base))) unread.push(`rule ${name}: a copy of its route that does something else`)
  }
  if (keys.size > 1) unread.push('rules that choose instances by different keys')
  const [hashKey] = keys.values()
  return { service, rules, ...(hashKey && { destination: { hashKey } }), ...(unread.length > 0 && { unread }) }
}

/** A copy may be narrower, choose a version by another key, and inject other faults; what it does with a request must be the same. */
function doesTheSame(copy: OwnRoute, rule: Rule, base: string): boolean {
  const essence = ({ match: _match, stickiness: _key, ...action }: Rule): string => JSON.stringify(action)
  return essence(readRule(copy, base, [], () => {}).rule) === essence(rule)
}

function basePrefix(route: OwnRoute | undefined): string {
  const { prefix, headers } = asObject(route?.route.match)
  return asArray(headers).length === 0 ? asText(prefix) : '/'
}
