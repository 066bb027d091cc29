import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { DestinationSettings } from '@/lib/mesh/policy'
import type { PolicyProblem } from './policy-problem'

/** Finds all problems of one part of the destination settings; none where it is not there. checkDestination lists them. */
export type DestinationCheck = (destination: DestinationSettings, service: ServiceSpec) => PolicyProblem[]

/** A setting that needs requests, on a service that has only connections. */
export const noRequests = (service: ServiceSpec, path: string, name: string): PolicyProblem => ({
  path,
  message: `${service.name} is a tcp service: its proxies see connections, not requests, so ${name} has no effect`,
  fix: `remove ${name}`,
})
