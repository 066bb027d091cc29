import type { ResourceType } from './resource-type'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * One resource as canonical proto JSON, keys in Envoy's spelling (snake_case). Absent fields are `undefined`. The same desired state gives the same
 * object text, key for key. A route configuration keeps its virtual hosts apart and a listener its filter chains, so that each is encoded once.
 */
export type CompiledResource = {
  readonly type: ResourceType
  readonly name: string
  readonly json: { readonly [key: string]: Json | undefined }
  readonly virtualHosts?: readonly VirtualHost[]
  readonly filterChains?: readonly FilterChain[]
}
export type VirtualHost = { readonly name: string; readonly domains: readonly string[]; readonly routes: readonly Json[] }
export type FilterChain = { readonly filters: readonly Json[] }
