import { anyVersion, type DestinationName, parseDestinationName } from '@/lib/mesh/destination-name'
import type { Protocol, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { EdgeEnd, EdgeOrigin } from '@/lib/mesh/window'
import { type AddressBook, type AddressOwner, toAddressKey } from './address-book'
import type { ClusterSample, HostSample } from './sweep'

export type WindowContext = { identity: ProxyIdentity; addresses: AddressBook; services: ReadonlyMap<ServiceName, ServiceSpec> }

/** Where a cluster leads. Several destinations only where its hosts belong to several versions or services: then each has its own hosts. */
export type Destination = { target: EdgeEnd; origin: EdgeOrigin; mirror: boolean; hosts: readonly HostSample[] }

const ownClusters = new Set([
  'inbound',
  'inbound_tcp',
  'prometheus_stats',
  'agent',
  'BlackHoleCluster',
  'InboundPassthroughClusterIpv4',
  'InboundPassthroughClusterIpv6',
])
// `ads` alone may well be a service that serves advertisements.
const controlCluster = /(^|[-_.])(xds|otlp|zipkin)([-_.]|$)|^(ads|sds|als)[-_.](grpc|cluster|server)$|^outrider-|^inbound\|/

/** The proxy itself as the source of its calls or the target of what it takes in. */
export const toOwnEnd = (identity: ProxyIdentity): EdgeEnd => ({
  kind: identity.role === 'gateway' ? 'gateway' : 'service',
  service: identity.service,
  version: identity.version,
  instance: identity.id,
})

/**
 * Whom a cluster's traffic goes to: declared (our control plane named it), matched (its hosts are other proxies' listeners), else external where the name
 * looks like a host name, else unknown, both inferred. Empty for what is folded in: the proxy's own application (`inbound`, its announced or declared address),
 * its own listeners, and its control plane, by the names it goes by.
 */
export function toDestinations(cluster: ClusterSample, context: WindowContext): Destination[] {
  const { identity, addresses } = context
  const declared = parseDestinationName(cluster.cluster)
  if (!declared && isOwn(cluster, context)) return []
  if (declared) return toDeclared(cluster, declared, context)
  const groups = groupByOwner(cluster.hosts, addresses, identity)
  const matched = groups.filter((group) => group.owner)
  if (matched.length > 0) return matched.map((group) => ofOwner(group, context))
  return [{ target: toForeignEnd(cluster.cluster), origin: 'inferred', mirror: false, hosts: cluster.hosts }]
}

function toDeclared(cluster: ClusterSample, { service, version, mirror }: DestinationName, context: WindowContext): Destination[] {
  const groups = new Map<string | null, HostSample[]>()
  if (version !== anyVersion || cluster.hosts.length === 0) groups.set(version === anyVersion ? null : version, cluster.hosts)
  else {
    for (const host of cluster.hosts) {
      const own = host.version ?? context.addresses.get(toAddressKey(host.address))?.version ?? null
      groups.set(own, [...(groups.get(own) ?? []), host])
    }
  }
  return [...groups].map(([own, hosts]) => ({
    target: { ...ofService(service, context), version: own, instance: instanceOf(hosts, context.addresses) },
    origin: 'declared',
    mirror,
    hosts,
  }))
}

/** The end behind one host of a destination. */
export function toHostEnd(target: EdgeEnd, host: HostSample, addresses: AddressBook): EdgeEnd {
  const owner = addresses.get(toAddressKey(host.address))
  return { ...target, version: owner?.version ?? target.version, instance: owner?.proxyId ?? toAddressKey(host.address) }
}

/** The declared protocol, else what the counters look like: gRPC statuses, requests, or connections alone. */
export function toProtocol(service: ServiceName, cluster: Pick<ClusterSample, 'counters'>, context: WindowContext): Protocol {
  const declared = context.services.get(service)?.protocol
  if (declared) return declared
  if (cluster.counters.has('grpcRequests')) return 'grpc'
  return cluster.counters.has('attempts') || cluster.counters.has('requests') ? 'http' : 'tcp'
}

type Group = { owner: AddressOwner | null; hosts: HostSample[] }

function groupByOwner(hosts: readonly HostSample[], addresses: AddressBook, identity: ProxyIdentity): Group[] {
  const groups: Group[] = []
  for (const host of hosts) {
    const found = addresses.get(toAddressKey(host.address))
    const owner = found && found.proxyId !== identity.id ? found : null
    const group = groups.find((other) => other.owner?.service === owner?.service && other.owner?.version === owner?.version)
    if (group) group.hosts.push(host)
    else groups.push({ owner, hosts: [host] })
  }
  return groups
}

function ofOwner({ owner, hosts }: Group, context: WindowContext): Destination {
  const service = owner?.service ?? ''
  const target: EdgeEnd = {
    ...(owner?.role === 'gateway' ? { kind: 'gateway', service } : ofService(service, context)),
    version: owner?.version ?? null,
    instance: instanceOf(hosts, context.addresses),
  }
  return { target, origin: 'matched', mirror: false, hosts }
}

const ofService = (service: ServiceName, context: WindowContext): Pick<EdgeEnd, 'kind' | 'service'> => ({
  kind: context.services.get(service)?.external ? 'external' : 'service',
  service,
})

/** A destination with one host is that instance: the proxy there, else its address, as a host of several is named. */
function instanceOf(hosts: readonly HostSample[], addresses: AddressBook): string | null {
  const only = hosts.length === 1 ? hosts[0] : undefined
  return only ? (addresses.get(toAddressKey(only.address))?.proxyId ?? toAddressKey(only.address)) : null
}

/** Istio's `outbound|80|v1|reviews.default.svc.cluster.local` is named by its host. */
function toForeignEnd(name: string): EdgeEnd {
  const host = name.startsWith('outbound|') ? (name.split('|')[3] ?? name) : name
  const isDnsLike = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+(:\d+)?$/i.test(host)
  return { kind: isDnsLike ? 'external' : 'unknown', service: host, version: null, instance: null }
}

function isOwn(cluster: ClusterSample, { identity, addresses }: WindowContext): boolean {
  if (ownClusters.has(cluster.cluster) || controlCluster.test(cluster.cluster)) return true
  if (cluster.hosts.length === 0) return false
  const app = identity.app ? toAddressKey(identity.app) : null
  return cluster.hosts.every(({ address }) => {
    const key = toAddressKey(address)
    const owner = addresses.get(key)
    return key === app || owner?.proxyId === identity.id || (owner?.proxyId === null && owner.service === identity.service)
  })
}
