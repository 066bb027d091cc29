import type { Endpoint, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

/** proxyId: null where no proxy is known there. */
export type AddressOwner = { proxyId: string | null; service: ServiceName; version: string | null; role: ProxyIdentity['role'] }
/** `ip:port` of every known proxy's inbound listener, and of every declared endpoint → whose it is. */
export type AddressBook = ReadonlyMap<string, AddressOwner>

export const toAddressKey = (endpoint: Endpoint): string => `${endpoint.address}:${endpoint.port}`

/**
 * Indexes who listens where. What a proxy announces as `inbound` counts first; of its bound listeners (as read from it, by proxy id) all but its outbound
 * ones count too, so that a foreign proxy is found by any of its ports. Where no proxy listens, the service that declares the endpoint is there. An address of
 * two proxies belongs to neither: a wrong edge is worse than none.
 * A listener on every interface (0.0.0.0, ::) is entered under the host of the proxy's admin URL, the only address of it that is known.
 */
export function buildAddressBook(
  identities: readonly ProxyIdentity[],
  boundById: ReadonlyMap<string, readonly { name: string; address: Endpoint }[]>,
  declared: readonly ServiceSpec[] = [],
): AddressBook {
  const book = new Map<string, AddressOwner>()
  const disputed = new Set<string>()
  for (const identity of identities) {
    const owner = { proxyId: identity.id, service: identity.service, version: identity.version, role: identity.role }
    for (const key of inboundKeys(identity, boundById.get(identity.id) ?? [])) {
      const other = book.get(key)
      if (other && other.proxyId !== identity.id) disputed.add(key)
      book.set(key, owner)
    }
  }
  for (const [key, owner] of declaredOwners(declared)) if (!book.has(key) && !disputed.has(key)) book.set(key, owner)
  for (const key of disputed) book.delete(key)
  return book
}

/** An endpoint that two services, or two versions, declare says nothing. */
function declaredOwners(services: readonly ServiceSpec[]): Map<string, AddressOwner> {
  const owners = new Map<string, AddressOwner>()
  const disputed = new Set<string>()
  for (const service of services)
    for (const version of service.versions)
      for (const endpoint of version.endpoints ?? []) {
        const key = toAddressKey(endpoint)
        if (owners.has(key)) disputed.add(key)
        owners.set(key, { proxyId: null, service: service.name, version: version.name, role: 'unknown' })
      }
  for (const key of disputed) owners.delete(key)
  return owners
}

function inboundKeys(identity: ProxyIdentity, bound: readonly { name: string; address: Endpoint }[]): Set<string> {
  const keys = new Set<string>()
  if (identity.inbound) keys.add(toAddressKey(identity.inbound))
  const outbound = new Set(
    [identity.outbound, ...Object.values(identity.tcp)].flatMap((endpoint) => (endpoint ? [toAddressKey(endpoint)] : [])),
  )
  const hosts = hostsOf(identity.adminUrl)
  for (const { name, address } of bound) {
    const isAny = address.address === '0.0.0.0' || address.address === '::'
    for (const host of isAny ? hosts : [address.address]) {
      const key = toAddressKey({ address: host, port: address.port })
      if (!name.startsWith('outbound') && !outbound.has(key)) keys.add(key)
    }
  }
  return keys
}

/** A caller's host is an address, so that `localhost` must be one too. */
function hostsOf(url: string | null): string[] {
  const host = hostOf(url)
  if (host === 'localhost') return ['127.0.0.1', '::1']
  return host ? [host] : []
}

/** The host of an URL without its brackets; by hand, as the pure core has no URL parser of a platform. */
function hostOf(url: string | null): string | null {
  const match = url ? /^[a-z]+:\/\/(?:\[([^\]]+)\]|([^/:?#]+))/.exec(url) : null
  return match?.[1] ?? match?.[2] ?? null
}
