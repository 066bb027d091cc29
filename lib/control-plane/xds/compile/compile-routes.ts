import type { Fault } from '@/lib/mesh/fault'
import type { GatewayRoute, GatewaySpec, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Rule } from '@/lib/mesh/policy'
import { type CallerName, isCalledBy } from '@/lib/routing/caller-name'
import type { CompiledResource, Json, VirtualHost } from '../compiled-resource'
import { faultsFor } from './compile-fault'
import { compileHeaders, compileRouteMatch } from './compile-match'
import { compileRoute, type RoutePlace } from './compile-route'
import type { MeshView } from './mesh-view'

/** Every caller that no rule and no fault names. */
export const anybody: CallerName = { service: '', version: null }

/** False where neither a rule, a rate limit nor a fault of the service names any caller: then everybody has the same routes to it. */
export const hasSpecialCallers = (view: MeshView, service: ServiceName): boolean =>
  view.policyOf(service).rules.some((rule) => callersOf(rule).length > 0) ||
  view.faultsOf(service).some((fault) => fault.caller !== undefined)

/** True when this caller's routes to the service differ from everybody's: a rule, a rate limit or a fault names it. */
export const isCallerSpecial = (view: MeshView, service: ServiceName, caller: CallerName): boolean =>
  view.policyOf(service).rules.some((rule) => callersOf(rule).some((name) => isCalledBy(name, caller))) ||
  view.faultsOf(service).some((fault) => fault.caller === caller.service)

const callersOf = ({ match, rateLimit }: Rule): string[] => [
  ...(match?.caller === undefined ? [] : [match.caller]),
  ...(rateLimit?.callers ?? []).map(({ caller }) => caller),
]

/** Routes of one service as this caller sees them, under all its hosts. Hosts match with and without a port. */
export function compileVirtualHost(view: MeshView, spec: ServiceSpec, caller: CallerName): VirtualHost {
  const hosts = spec.hosts.length > 0 ? spec.hosts : [spec.name.slice(spec.name.indexOf('/') + 1)]
  const domains = [...new Set(hosts.map((host) => host.toLowerCase()))]
  return { name: spec.name, domains, routes: compileServiceRoutes(view, spec, caller, '/') }
}

/** One route configuration of these virtual hosts. The proxies' listeners name it; it never has a TTL. */
export const toRouteConfiguration = (name: string, virtualHosts: readonly VirtualHost[]): CompiledResource => ({
  type: 'RDS',
  name,
  json: { name, ignore_port_in_host_matching: true },
  virtualHosts,
})

/** A gateway's routes: one virtual host per host, longest path first, inside each the rules of the destination's policy. */
export function compileGatewayRoutes(view: MeshView, gateway: GatewaySpec): CompiledResource {
  const byHost = new Map<string, GatewayRoute[]>()
  for (const route of gateway.routes) byHost.set(route.host.toLowerCase(), [...(byHost.get(route.host.toLowerCase()) ?? []), route])
  const hosts = [...byHost].map(([host, routes]) => ({
    name: host,
    domains: [host],
    routes: [...routes].sort((a, b) => b.path.length - a.path.length).flatMap((route) => compileGatewayRoute(view, gateway.name, route)),
  }))
  return toRouteConfiguration('gateway', hosts)
}

function compileGatewayRoute(view: MeshView, gateway: ServiceName, route: GatewayRoute): readonly Json[] {
  const spec = view.services.get(route.service)
  return !spec || spec.protocol === 'tcp' ? [] : compileServiceRoutes(view, spec, { service: gateway, version: null }, route.path)
}

function compileServiceRoutes(view: MeshView, spec: ServiceSpec, caller: CallerName, within: string): readonly Json[] {
  const policy = view.policyOf(spec.name)
  const rules = policy.rules.filter((rule) => isCalledBy(rule.match?.caller, caller))
  const faults = faultsFor(view.faultsOf(spec.name), caller.service)
  const place = { spec, caller, hashKey: policy.destination?.hashKey }
  return rules.flatMap((rule) => compileRule(rule, place, faults, within))
}

/**
 * The routes of one rule. Where faults of different scope (say, one for all requests and one for some) meet on a rule, the scoped ones get a copy of the
 * route in front of it, narrowed to their match: one place in Envoy holds only one match.
 */
function compileRule(rule: Rule, place: RoutePlace, faults: readonly Fault[], within: string): Json[] {
  const match = compileRouteMatch(rule.match, within)
  if (!match) return []
  const scopes = new Map(faults.map((fault) => [JSON.stringify(fault.match ?? null), fault.match]))
  if (scopes.size <= 1) return compileRoute(rule, match, place, { faults, scope: [...scopes.values()][0] })
  const unscoped = faults.filter((fault) => fault.match === undefined)
  const scoped = [...scopes.values()].flatMap((scope) => {
    if (!scope) return []
    const first = faults.filter((fault) => fault.match && JSON.stringify(fault.match) === JSON.stringify(scope))
    return compileRoute(rule, narrow(match, compileHeaders(scope)), place, { faults: [...first, ...unscoped], scope: undefined })
  })
  return [...scoped, ...compileRoute(rule, match, place, { faults: unscoped, scope: undefined })]
}

function narrow(match: Json, headers: Json[]): Json {
  const { headers: own, ...path } = asObject(match)
  return { ...path, headers: [...(Array.isArray(own) ? own : []), ...headers] }
}
// compileRouteMatch answers an object or null, and null was sorted out before.
const asObject = (json: Json): { readonly [key: string]: Json | undefined } => json as { readonly [key: string]: Json | undefined }
