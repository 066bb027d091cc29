import type { CompiledResource, Json } from './compiled-resource'

/** A resource as one value, as Envoy's own pages spell it: what it keeps apart is put back in its place. */
export const wholeJson = ({ json, virtualHosts, filterChains }: CompiledResource): { readonly [key: string]: Json | undefined } => ({
  ...json,
  ...(virtualHosts && { virtual_hosts: virtualHosts }),
  ...(filterChains && { filter_chains: filterChains }),
})
