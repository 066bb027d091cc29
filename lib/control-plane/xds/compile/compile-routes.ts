import { toDestinationName } from '@/lib/mesh/destination-name'
import type { Fault } from '@/lib/mesh/fault'
import type { GatewayRoute, GatewaySpec, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, Retry, Rule } from '@/lib/mesh/policy'
import type { CompiledResource, Json, VirtualHost } from '../compiled-resource'
import { compileFaultGate, faultFilterName, faultsFor, toFaultSlot } from './compile-fault'
import { compileHeaders, compileRouteMatch } from './compile-match'
import { toProtoDuration } from './duration'
import type { MeshView } from './mesh-view'

/** True when this caller's routes to the service differ from everybody's: a rule or a fault names it. */
export const isCallerSpecial = (view: MeshView, service: ServiceName, caller: ServiceName): boolean =>
  view.policyOf(service).rules.some((rule) => rule.match?.caller === caller) ||
  view.faultsOf(service).some((fault) => fault.caller === caller)

/** Routes of one service as this caller sees them; '' is every caller that nothing names. Hosts match with and without a port. */
export function compileVirtualHost(view: MeshView, spec: ServiceSpec, caller: ServiceName, taken: Set<string>): VirtualHost | null {
  const hosts = spec.hosts.length > 0 ? spec.hosts : [spec.name.slice(spec.name.indexOf('/') + 1)]
  const domains = [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) => !taken.has(host))
  if (domains.length === 0) return null
  for (const domain of domains) taken.add(domain)
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
  return !spec || spec.protocol === 'tcp' ? [] : compileServiceRoutes(view, spec, gateway, route.path)
}

function compileServiceRoutes(view: MeshView, spec: ServiceSpec, caller: ServiceName, within: string): readonly Json[] {
  const rules = view.policyOf(spec.name).rules.filter((rule) => rule.match?.caller === undefined || rule.match.caller === caller)
  const faults = faultsFor(view.faultsOf(spec.name), caller)
  return rules.flatMap((rule) => compileRule(spec, rule, faults, within))
}

/**
 * One route per rule. Where faults of different scope (say, one for all requests and one for some) meet on a rule, the scoped ones get a copy of the
 * route in front of it, narrowed to their match: one place in Envoy holds only one match.
 */
function compileRule(spec: ServiceSpec, rule: Rule, faults: readonly Fault[], within: string): Json[] {
  const match = compileRouteMatch(rule.match, within)
  if (!match) return []
  const scopes = new Map(faults.map((fault) => [JSON.stringify(fault.match ?? null), fault.match]))
  if (scopes.size <= 1) return [compileRoute(spec, rule, match, faults, [...scopes.values()][0])]
  const unscoped = faults.filter((fault) => fault.match === undefined)
  const scoped = [...scopes.values()].flatMap((scope) => {
    if (!scope) return []
    const first = faults.filter((fault) => fault.match && JSON.stringify(fault.match) === JSON.stringify(scope))
    return [compileRoute(spec, rule, narrow(match, compileHeaders(scope)), [...first, ...unscoped], undefined)]
  })
  return [...scoped, compileRoute(spec, rule, match, unscoped, undefined)]
}

function narrow(match: Json, headers: Json[]): Json {
  const { headers: own, ...path } = asObject(match)
  return { ...path, headers: [...(Array.isArray(own) ? own : []), ...headers] }
}
// compileRouteMatch answers an object or null, and null was sorted out before.
const asObject = (json: Json): { readonly [key: string]: Json | undefined } => json as { readonly [key: string]: Json | undefined }

function compileRoute(spec: ServiceSpec, rule: Rule, match: Json, faults: readonly Fault[], scope: Fault['match']): Json {
  const isVersioned = faults.some((fault) => fault.version !== undefined)
  const slot = isVersioned ? null : toFaultSlot(faults, null, scope)
  return {
    name: rule.name,
    match,
    route: {
      weighted_clusters: {
        runtime_key_prefix: toWeightKeyPrefix(spec.name, rule.name),
        clusters: rule.backends.map((backend) => compileBackend(spec, backend, isVersioned ? faults : [], scope)),
      },
      timeout: rule.timeout === undefined ? undefined : toProtoDuration(rule.timeout),
      retry_policy: rule.retry && compileRetry(rule.retry),
      request_mirror_policies: rule.mirror && [
        {
          cluster: toDestinationName(spec.name, rule.mirror.version, true),
          runtime_fraction: { default_value: { numerator: Math.round(rule.mirror.percent * 10_000), denominator: 'MILLION' } },
        },
      ],
    },
    typed_per_filter_config: slot ? { [faultFilterName]: compileFaultGate(slot, spec.protocol) } : undefined,
  }
}

// A per-filter setting on a weight replaces the route's whole, so a fault for all versions is repeated on each when one names a version.
function compileBackend(spec: ServiceSpec, backend: Backend, faults: readonly Fault[], scope: Fault['match']): Json {
  const slot = toFaultSlot(faults, backend.version, scope)
  return {
    name: toDestinationName(spec.name, backend.version),
    weight: backend.weight,
    typed_per_filter_config: slot ? { [faultFilterName]: compileFaultGate(slot, spec.protocol) } : undefined,
  }
}

const compileRetry = (retry: Retry): Json => ({
  retry_on: retry.on.join(','),
  num_retries: retry.attempts,
  per_try_timeout: retry.perTryTimeout === undefined ? undefined : toProtoDuration(retry.perTryTimeout),
})

/** `outrider.weights.shop.reviews.default`: leased weights of a rule stand under it, one key per destination name. */
export const toWeightKeyPrefix = (service: ServiceName, rule: string): string => `outrider.weights.${service.replace('/', '.')}.${rule}`
