import type { Desired } from '@/lib/control-plane/control-plane'
import { parseDestinationName } from '@/lib/mesh/destination-name'
import type { Levers } from '@/lib/mesh/levers'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

/** version: null where its hosts are of several. */
export type End = { service: ServiceName; version: string | null }
/** One proxy that this driver steers, with what its destinations stand for; one whose hosts nobody declares is not in `ends`. */
export type Place = { identity: ProxyIdentity; levers: Levers; ends: ReadonlyMap<string, End> }

/** null for a proxy that this driver does not steer: it is configured from here, it was not looked at, or it takes no values at run time. */
export const toPlace = (desired: Pick<Desired, 'mesh' | 'instances'>, identity: ProxyIdentity): Place | null =>
  identity.levers?.problem === null ? toReadPlace(desired, identity) : null

/** The same, but also of one that takes no values at run time: what it sends to whom is known all the same. */
export function toReadPlace(desired: Pick<Desired, 'mesh' | 'instances'>, identity: ProxyIdentity): Place | null {
  const { levers } = identity
  if (identity.kind !== 'envoy' || !identity.isStatic || !levers) return null
  const owners = ownersOf(desired)
  const ends = new Map<string, End>()
  for (const { name, hosts } of levers.destinations) {
    const end = byName(name, desired) ?? byHosts(hosts, owners)
    if (end) ends.set(name, end)
  }
  return { identity, levers, ends }
}

type Owners = ReadonlyMap<string, End | null>
const cache = new WeakMap<object, Owners>()

/** Endpoints of the mesh document and of registered instances; null where two services claim one. */
function ownersOf(desired: Pick<Desired, 'mesh' | 'instances'>): Owners {
  const known = cache.get(desired)
  if (known) return known
  const owners = new Map<string, End | null>()
  const add = (endpoint: Endpoint, end: End): void => {
    const key = `${endpoint.address}:${endpoint.port}`
    const other = owners.get(key)
    if (other === undefined) owners.set(key, end)
    else if (other?.service !== end.service) owners.set(key, null)
    else if (other.version !== end.version) owners.set(key, { ...end, version: null })
  }
  for (const service of desired.mesh.services)
    for (const version of service.versions)
      for (const endpoint of version.endpoints ?? []) add(endpoint, { service: service.name, version: version.name })
  for (const { inbound, service, version } of desired.instances) add(inbound, { service, version })
  cache.set(desired, owners)
  return owners
}

function byName(name: string, { mesh }: Pick<Desired, 'mesh'>): End | null {
  const named = parseDestinationName(name)
  if (!named || named.mirror) return null
  const spec = mesh.services.find((service) => service.name === named.service)
  return spec?.versions.some((version) => version.name === named.version) ? { service: named.service, version: named.version } : null
}

/** All of its hosts must be of one service: a guess would steer the wrong one. */
function byHosts(hosts: readonly Endpoint[], owners: Owners): End | null {
  const ends = hosts.map(({ address, port }) => owners.get(`${address}:${port}`) ?? null)
  const [first] = ends
  if (!first || ends.some((end) => end?.service !== first.service)) return null
  return { service: first.service, version: ends.every((end) => end?.version === first.version) ? first.version : null }
}

/** Its destinations that are this service, or this version of it. */
export const destinationsOf = ({ ends }: Place, service: ServiceName, version?: string | undefined): string[] =>
  [...ends].flatMap(([name, end]) => (end.service === service && (version === undefined || end.version === version) ? [name] : []))
