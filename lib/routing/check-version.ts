import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { PolicyProblem } from './policy-problem'

export const hasVersion = (service: ServiceSpec, version: string): boolean => service.versions.some((other) => other.name === version)

/** Names the versions that there are. */
export const unknownVersion = (path: string, version: string, service: ServiceSpec): PolicyProblem => ({
  path,
  message: `${service.name} has no version ${version}`,
  fix: `use one of ${service.versions.map((other) => other.name).join(', ')}`,
})
