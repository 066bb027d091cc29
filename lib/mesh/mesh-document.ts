import type { ServiceName } from './names'

export type Protocol = 'http' | 'grpc' | 'tcp'

export type Endpoint = { address: string; port: number }

/** Endpoints are listed only where no proxy registers them (external services, proxyless instances). */
export type VersionSpec = { name: string; endpoints?: Endpoint[] | undefined }

export type ServiceSpec = {
  name: ServiceName
  protocol: Protocol
  /** tcp only: the port on each caller's outbound address. */
  port?: number | undefined
  external?: boolean | undefined
  /** Authorities that callers dial through their outbound listener. */
  hosts: string[]
  /** Services this one may call; all of them where absent. */
  calls?: ServiceName[] | undefined
  /** For people: e.g. `team`, by which the graph can be grouped. */
  labels?: Record<string, string> | undefined
  versions: VersionSpec[]
}

export type GatewayRoute = { host: string; path: string; service: ServiceName }
export type GatewaySpec = { name: ServiceName; routes: GatewayRoute[] }

/** The mesh of the built-in control plane (contract, section 3). */
export type MeshDocument = { services: ServiceSpec[]; gateways: GatewaySpec[] }
