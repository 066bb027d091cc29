import { anyVersion, parseDestinationName } from '@/lib/mesh/destination-name'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, HeaderMatch, Mirror, PathMatch, Policy, Retry, Rule, RuleMatch } from '@/lib/mesh/policy'
import type { ClusterStatus } from './clusters'
import { toFractionPercent } from './fractional-percent'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'
import { findOwnRoutes, type OwnRoute } from './route-tables'

/**
 * Policies by service, as the proxy that runs these routes sees them: rules in order with name, match, backends, timeout, retry and mirror; callers are not
 * in it, as a proxy's routes are already those of one caller, and neither are faults' gates. Weights are whole per cent.
 * Where faults have put narrowed copies of a rule's route in front of it, the last route of that name is the rule. Of a service that several hosts of a
 * gateway lead to, the first host counts, and the gateway's own path is not taken for a match.
 */
export function parsePolicies(page: JsonObject): Map<ServiceName, Policy> {
  const byService = new Map<ServiceName, OwnRoute[]>()
  for (const route of findOwnRoutes(page)) {
    const routes = byService.get(route.service)
    if (!routes) byService.set(route.service, [route])
    else if (routes[0]?.host === route.host) routes.push(route)
  }
  return new Map([...byService].map(([service, routes]) => [service, { service, rules: toRules(routes) }]))
}

/**
 * Policies of tcp services, whose weights are those of their endpoints: the share of a version is the sum of its hosts' weights, each version being a
 * locality of the cluster `<service>|*`. A service of a single version has all of it. Versions without an endpoint in force are absent.
 */
export function addTcpPolicies(
  policies: Map<ServiceName, Policy>,
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
      policies.set(destination.service, { service: destination.service, rules: [{ name: 'default', backends: toPercents(weights) }] })
  }
}

/** Whole per cent that sum to 100, the largest remainders rounded up. */
export function toPercents(weights: ReadonlyMap<string, number>): Backend[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return [...weights.keys()].map((version) => ({ version, weight: 0 }))
  const shares = [...weights].map(([version, weight]) => ({ version, exact: (100 * weight) / total }))
  const backends = shares.map(({ version, exact }) => ({ version, weight: Math.floor(exact + 1e-9) }))
  let missing = 100 - backends.reduce((sum, backend) => sum + backend.weight, 0)
  const byRemainder = shares.map(({ exact }, index) => ({ index, rest: exact - Math.floor(exact + 1e-9) })).sort((a, b) => b.rest - a.rest)
  for (const { index } of byRemainder) {
    const backend = backends[index]
    if (missing-- > 0 && backend) backend.weight++
  }
  return backends
}

function toRules(routes: readonly OwnRoute[]): Rule[] {
  const last = new Map(routes.map((route, index) => [ruleName(route), index]))
  const base = basePrefix(routes.at(-1))
  return routes.filter((route, index) => last.get(ruleName(route)) === index).map((route) => toRule(route, base))
}

const ruleName = (route: OwnRoute): string => asText(route.route.name)

function basePrefix(route: OwnRoute | undefined): string {
  const { prefix, headers } = asObject(route?.route.match)
  return asArray(headers).length === 0 ? asText(prefix) : '/'
}

function toRule(own: OwnRoute, base: string): Rule {
  const action = asObject(own.route.route)
  const match = toMatch(asObject(own.route.match), base)
  const timeout = toDuration(asText(action.timeout))
  const retry = toRetry(asObject(action.retry_policy))
  const mirror = toMirror(asObject(asArray(action.request_mirror_policies)[0]))
  return {
    name: ruleName(own) || 'unnamed',
    ...(match && { match }),
    backends: toPercents(new Map(own.targets.map((target) => [target.version, target.weight]))),
    ...(timeout && { timeout }),
    ...(retry && { retry }),
    ...(mirror && { mirror }),
  }
}

function toMatch(match: JsonObject, base: string): RuleMatch | null {
  const path: PathMatch = {}
  if (asText(match.path)) path.exact = asText(match.path)
  else if (asText(match.prefix) !== base && asText(match.prefix) !== '/' && asText(match.prefix)) path.prefix = asText(match.prefix)
  const rule: RuleMatch = Object.keys(path).length > 0 ? { path } : {}
  const headers: HeaderMatch[] = []
  for (const entry of asArray(match.headers)) {
    const header = asObject(entry)
    const name = asText(header.name)
    const exact = asObject(header.string_match).exact ?? header.exact_match
    if (name === ':method') rule.method = asText(exact)
    else
      headers.push(
        typeof exact === 'string' ? { name, exact } : { name, present: (header.present_match ?? true) !== (header.invert_match ?? false) },
      )
  }
  if (headers.length > 0) rule.headers = headers
  return Object.keys(rule).length > 0 ? rule : null
}

function toRetry(policy: JsonObject): Retry | null {
  const on = asText(policy.retry_on)
    .split(',')
    .map((condition) => condition.trim())
    .filter((condition) => condition !== '')
  if (on.length === 0) return null
  const perTryTimeout = toDuration(asText(policy.per_try_timeout))
  return { attempts: asNumber(policy.num_retries, 1), on, ...(perTryTimeout && { perTryTimeout }) }
}

function toMirror(policy: JsonObject): Mirror | null {
  const destination = parseDestinationName(asText(policy.cluster))
  if (!destination) return null
  const fraction = asObject(policy.runtime_fraction).default_value
  return { version: destination.version, percent: fraction === undefined ? 100 : toFractionPercent(asObject(fraction)) }
}

/** Proto JSON `0.250s` as the product writes durations: `250ms`, `3s`; null for an absent one. */
function toDuration(text: string): string | null {
  const match = /^(\d+(?:\.\d+)?)s$/.exec(text)
  if (!match) return null
  const millis = Math.round(Number(match[1]) * 1_000_000) / 1000
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`
}
