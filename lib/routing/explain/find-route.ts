import type { AskedRequest } from '@/lib/mesh/explanation'
import type { GatewaySpec, MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import { parseCaller } from '../caller-name'

export type Found = { service: ServiceSpec; why: string; request: AskedRequest } | { problem: string }

/**
 * Which service a request reaches, by its caller's proxy: a gateway goes by host, then by the longest path; a sidecar by the host alone, without its port.
 * `service` given outright needs no host, and stands in the request as that service's first one.
 */
export function findRoute(mesh: MeshDocument, request: AskedRequest, service: string | undefined): Found {
  const caller = request.caller === undefined ? null : parseCaller(request.caller)
  const gateway = mesh.gateways.find((each) => each.name === caller?.service)
  if (caller && !gateway && !mesh.services.some((each) => each.name === caller.service))
    return { problem: `the mesh document has no service or gateway ${caller.service}` }
  if (gateway) return viaGateway(mesh, gateway, request, service)
  const spec = service === undefined ? byHost(mesh, request.host) : mesh.services.find((each) => each.name === service)
  if (!spec)
    return {
      problem:
        service === undefined
          ? `no service has the host ${request.host ?? ''}: the caller's proxy answers 404`
          : `the mesh document has no service ${service}`,
    }
  const calls = mesh.services.find((each) => each.name === caller?.service)?.calls
  if (calls && !calls.includes(spec.name))
    return { problem: `${caller?.service} has no route to ${spec.name}, as its calls do not name it: its proxy answers 404` }
  const host = request.host ?? hostsOf(spec)[0]
  const why = service === undefined ? `host ${request.host} is ${spec.name}` : `${spec.name} was asked for`
  return { service: spec, why, request: { ...request, ...(host === undefined ? {} : { host }) } }
}

/** A service without hosts is dialled by the name after the slash. */
export const hostsOf = (spec: ServiceSpec): string[] =>
  spec.hosts.length > 0 ? spec.hosts.map((host) => host.toLowerCase()) : [spec.name.slice(spec.name.indexOf('/') + 1)]

/** Of two services with one host the first by name has it. */
function byHost(mesh: MeshDocument, host: string | undefined): ServiceSpec | undefined {
  const bare = host?.toLowerCase().replace(/:\d+$/, '')
  const sorted = [...mesh.services].sort((a, b) => (a.name < b.name ? -1 : 1))
  return bare === undefined ? undefined : sorted.find((spec) => spec.protocol !== 'tcp' && hostsOf(spec).includes(bare))
}

function viaGateway(mesh: MeshDocument, gateway: GatewaySpec, request: AskedRequest, service: string | undefined): Found {
  const path = request.path === undefined ? undefined : normalised(request.path)
  const host = request.host?.toLowerCase().replace(/:\d+$/, '')
  const route = service === undefined ? routeOf(gateway, host, path) : gateway.routes.find((each) => each.service === service)
  const spec = mesh.services.find((each) => each.name === route?.service)
  if (!route || !spec) {
    if (service !== undefined) return { problem: `${gateway.name} has no route to ${service}` }
    if (path === undefined) return { problem: `which route of ${gateway.name} takes it depends on the path, which is not given` }
    return { problem: `${gateway.name} has no route for ${host ?? 'this host'}${path}: it answers 404` }
  }
  const why = `${gateway.name} routes ${route.host === '*' ? 'every host' : route.host} under ${route.path} to ${spec.name}`
  return { service: spec, why, request: { ...request, ...(path === undefined ? {} : { path }) } }
}

/** Exact host, then the longest `*.suffix`, then `*`; inside one, the longest path. Source: Envoy, RouteConfiguration.virtual_hosts.domains. */
function routeOf(gateway: GatewaySpec, host: string | undefined, path: string | undefined): GatewaySpec['routes'][number] | undefined {
  const domains = [...new Set(gateway.routes.map((route) => route.host.toLowerCase()))].sort((a, b) => b.length - a.length)
  const domain =
    domains.find((each) => each === host) ??
    domains.find((each) => each.startsWith('*.') && host?.endsWith(each.slice(1)) && host.length > each.length - 1) ??
    domains.find((each) => each === '*')
  const routes = gateway.routes.filter((route) => route.host.toLowerCase() === domain).sort((a, b) => b.path.length - a.path.length)
  if (path === undefined) return routes.length === 1 && routes[0]?.path === '/' ? routes[0] : undefined
  return routes.find((route) => path.startsWith(route.path))
}

/** Dot segments taken out, as a gateway does before it looks at a path. Source: Envoy, HttpConnectionManager.normalize_path; RFC 3986, 6. */
function normalised(path: string): string {
  if (!path.startsWith('/')) return path
  const { pathname, search } = new URL(`http://h${path.replace(/^\/+/, '/')}`)
  return pathname + search
}
