import { domainToASCII } from 'node:url'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { checkHostname } from '@/lib/routing/check-hostname'

export type MeshProblem = { path: string; message: string }

/** What no schema sees: names that are there twice, and names of services that are not there. */
export function checkMesh(document: MeshDocument): MeshProblem[] {
  const services = new Set(document.services.map((service) => service.name))
  return [
    ...twice(document.services.map((service, index) => [service.name, `services[${index}].name`])),
    ...twice(
      document.services.flatMap((service, index) =>
        service.hosts.map((host, at) => [host.toLowerCase(), `services[${index}].hosts[${at}]`] as const),
      ),
    ),
    ...document.services.flatMap((service, index) => checkService(service, `services[${index}]`, services)),
    ...twice(document.gateways.map((gateway, index) => [gateway.name, `gateways[${index}].name`])),
    ...document.gateways.flatMap((gateway, index) => checkGateway(gateway, `gateways[${index}]`, services)),
  ]
}

function checkService(service: MeshDocument['services'][number], path: string, known: ReadonlySet<string>): MeshProblem[] {
  const problems = twice(service.versions.map((version, index) => [version.name, `${path}.versions[${index}].name`]))
  service.hosts.forEach((host, index) => {
    problems.push(...checkAscii(`${path}.hosts[${index}]`, host))
  })
  service.calls?.forEach((callee, index) => {
    if (!known.has(callee)) problems.push({ path: `${path}.calls[${index}]`, message: `there is no service ${callee}` })
  })
  if (service.protocol === 'tcp' && service.port === undefined)
    problems.push({ path: `${path}.port`, message: `${service.name} is tcp: give the port on which its callers listen for it` })
  if (service.protocol !== 'tcp' && service.port !== undefined)
    problems.push({
      path: `${path}.port`,
      message: `only a tcp service has a port; ${service.name} is ${service.protocol} and is called by its hosts`,
    })
  if (service.external && service.versions.every((version) => (version.endpoints ?? []).length === 0))
    problems.push({ path: `${path}.versions`, message: `${service.name} is external, no proxy registers it: give its versions endpoints` })
  return problems
}

function checkGateway(gateway: MeshDocument['gateways'][number], path: string, known: ReadonlySet<string>): MeshProblem[] {
  const problems: MeshProblem[] = known.has(gateway.name) ? [{ path: `${path}.name`, message: `${gateway.name} is also a service` }] : []
  gateway.routes.forEach((route, index) => {
    problems.push(...checkAscii(`${path}.routes[${index}].host`, route.host))
    if (!known.has(route.service))
      problems.push({ path: `${path}.routes[${index}].service`, message: `there is no service ${route.service}` })
  })
  return problems
}

/** No request carries a Unicode host, so that a proxy would never match it. Wildcards and the like are for Envoy to read. */
function checkAscii(path: string, host: string): MeshProblem[] {
  if (/^[\x20-\x7e]*$/.test(host)) return []
  const ascii = domainToASCII(host)
  return checkHostname(path, host).map(({ message, fix }) => ({
    path,
    message: `${message}: ${ascii === '' ? fix : `write ${ascii} (Punycode)`}`,
  }))
}

function twice(names: readonly (readonly [name: string, path: string])[]): MeshProblem[] {
  const seen = new Map<string, string>()
  return names.flatMap(([name, path]) => {
    const first = seen.get(name)
    if (first === undefined) seen.set(name, path)
    return first === undefined ? [] : [{ path, message: `${name} stands there twice, first at ${first}` }]
  })
}
