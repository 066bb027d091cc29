import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { parseCaller } from './caller-name'
import type { PolicyProblem } from './policy-problem'

/** A caller is a declared service, a declared version of one, or a gateway. */
export function checkCaller(caller: string, path: string, mesh: MeshDocument): PolicyProblem[] {
  const { service, version } = parseCaller(caller)
  const spec = mesh.services.find((other) => other.name === service)
  const isGateway = mesh.gateways.some((gateway) => gateway.name === service)
  if (!spec && !isGateway) return [{ path, message: `there is no caller ${service} in the mesh`, fix: 'use a declared service or gateway' }]
  if (version === null || spec?.versions.some((other) => other.name === version)) return []
  return [
    spec
      ? {
          path,
          message: `${service} has no version ${version}`,
          fix: `use one of ${spec.versions.map((other) => `${service}@${other.name}`).join(', ')}`,
        }
      : { path, message: `${service} is a gateway and has no versions`, fix: `write ${service}` },
  ]
}

/** A declared service or gateway, whatever its version. */
export const isKnownCaller = (caller: string, mesh: MeshDocument): boolean =>
  mesh.services.some((service) => service.name === caller) || mesh.gateways.some((gateway) => gateway.name === caller)
