import type { MeshDocument, Protocol, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { chance, pick } from './chance'
import { namespaces, serviceNames, storeNames } from './names'

export type SyntheticVersion = { name: string; proxyId: string; share: number }
/** A service of the synthetic mesh. `latencyMs` is its median answer, `errorRatio` how many of them fail; `requestsPerSecond` on an average hour. */
export type SyntheticService = {
  index: number
  name: string
  protocol: Protocol
  team: string | null
  versions: SyntheticVersion[]
  latencyMs: number
  errorRatio: number
  requestsPerSecond: number
  /** Its proxy gives no answer now: what it knows is unknown. */
  isSilent: boolean
}
/** Caller −1 is the gateway. */
export type SyntheticCall = { caller: number; callee: number; requestsPerSecond: number }
export type SyntheticMesh = { seed: number; services: SyntheticService[]; calls: SyntheticCall[] }

export const gatewayName = 'edge/gateway'
export const gatewayProxy = 'gateway-1'
/** Asked for; a call that is there already is not made again. */
const callsEach = 5.7
const rpsEach = 18
const entrances = 3

type Member = { namespace: number; at: number; size: number }

/**
 * A mesh of `count` services that nobody runs, always the same for the same seed: namespaces of 10 to 80 services from the entrance inwards, each service
 * calling about five behind it (so there is no circle), mostly of its own namespace. A few fail, a few are slow, a few are never called, a few proxies are silent.
 */
export function syntheticMesh(count: number, seed = 1): SyntheticMesh {
  const members = toMembers(toSizes(count, seed))
  const services = members.map((member, index) => toService(member, index, seed))
  const calls = toCalls(members, seed)
  flow(services, calls, seed)
  return { seed, services, calls }
}

/** Sizes of 10 to 80 that add up to `count`; fewer than 20 services are one namespace. */
function toSizes(count: number, seed: number): number[] {
  const sizes: number[] = []
  for (let left = count; left > 0; ) {
    const wished = 10 + Math.floor(chance(seed, 1, sizes.length) ** 1.15 * 71)
    const size = left - wished < 10 ? (left <= 80 ? left : left - 10) : wished
    sizes.push(Math.min(80, size))
    left -= Math.min(80, size)
  }
  return sizes
}

function toMembers(sizes: readonly number[]): Member[] {
  return sizes.flatMap((size, namespace) => Array.from({ length: size }, (_, at) => ({ namespace, at, size })))
}

function namespaceOf({ namespace }: Member): { name: string; team: string } {
  const known = namespaces[namespace % namespaces.length] ?? { name: 'mesh', team: 'platform' }
  const round = Math.floor(namespace / namespaces.length)
  return round > 0 ? { name: `${known.name}-${round + 1}`, team: known.team } : known
}

function toService(member: Member, index: number, seed: number): SyntheticService {
  const { name: namespace, team } = namespaceOf(member)
  const isStore = member.size > 12 && member.at >= member.size - Math.ceil(member.size * 0.08)
  const own = (what: number): number => chance(seed, 2, index, what)
  const local = isStore
    ? (storeNames[(member.namespace + member.at) % storeNames.length] ?? `db-${member.at}`)
    : (serviceNames[(member.namespace * 17 + member.at) % serviceNames.length] ?? `service-${member.at}`)
  const name = `${namespace}/${local}`
  const names = !isStore && own(1) < 0.12 ? ['v1', 'v2'] : ['v1']
  const newer = pick([0.05, 0.1, 0.2, 0.5], seed, 3, index)
  return {
    index,
    name,
    protocol: isStore ? 'tcp' : own(2) < 0.25 ? 'grpc' : 'http',
    team: own(3) < 0.05 ? null : team,
    versions: names.map((version, at) => ({
      name: version,
      proxyId: `${local}-${version}-${index}`,
      share: names.length === 1 ? 1 : at === 0 ? 1 - newer : newer,
    })),
    latencyMs: 3 * 20 ** own(4) * (own(5) < 0.02 ? 9 : 1),
    errorRatio: own(6) < 0.006 ? 0.06 + own(7) * 0.08 : own(6) < 0.018 ? 0.012 + own(7) * 0.02 : own(7) < 0.3 ? 0.0004 * own(8) : 0,
    requestsPerSecond: 0,
    isSilent: own(9) < 0.004,
  }
}

function toCalls(members: readonly Member[], seed: number): SyntheticCall[] {
  const starts = members.flatMap((member, index) => (member.at === 0 ? [index] : []))
  const calls: SyntheticCall[] = []
  const known = new Set<string>()
  const called = new Set<number>()
  const isNeverCalled = (index: number): boolean => members[index]?.at !== 0 && chance(seed, 4, index) < 0.02
  const add = (caller: number, callee: number): void => {
    const pair = `${caller} ${callee}`
    if (callee <= caller || known.has(pair) || isNeverCalled(callee)) return
    known.add(pair)
    calls.push({ caller, callee, requestsPerSecond: 0 })
    called.add(callee)
  }
  members.forEach((member, index) => {
    const end = index - member.at + member.size
    if (!called.has(index)) add(callerFor(member, index, starts, seed), index)
    const wanted = end - index < 3 ? 1 : Math.round(callsEach * (0.5 + 1.15 * chance(seed, 5, index)))
    for (let turn = 0; turn < wanted; turn++) {
      const isOwn = end - index > 2 && chance(seed, 6, index, turn) < 0.74
      const callee = isOwn
        ? index + 1 + Math.floor(chance(seed, 7, index, turn) * Math.min(14, end - index - 1))
        : elsewhere(member, starts, members, seed, index * 16 + turn)
      if (callee !== null && callee < members.length) add(index, callee)
    }
  })
  return calls
}

/** Who calls a service that nobody has called yet: the gateway for the first namespaces, else one before it. */
function callerFor({ namespace, at }: Member, index: number, starts: readonly number[], seed: number): number {
  if (at > 0) return index - 1 - Math.floor(chance(seed, 8, index) * Math.min(at, 6))
  if (namespace < entrances) return -1
  const before = Math.floor(chance(seed, 9, index) * namespace)
  const start = starts[before] ?? 0
  const size = (starts[before + 1] ?? index) - start
  return start + Math.floor(chance(seed, 10, index) * size)
}

/** An entrance of one of the four namespaces that this one mostly calls; null where none comes after it. */
function elsewhere(member: Member, starts: readonly number[], members: readonly Member[], seed: number, turn: number): number | null {
  const after = starts.length - member.namespace - 1
  if (after <= 0) return null
  const favourite = Math.floor(chance(seed, 11, turn) ** 1.6 * 4)
  const namespace = member.namespace + 1 + Math.floor(chance(seed, 12, member.namespace, favourite) * Math.min(after, 9))
  const start = starts[namespace]
  if (start === undefined) return null
  const size = members[start]?.size ?? 1
  return start + Math.floor(chance(seed, 13, turn) ** 1.5 * size * 0.4)
}

/** Requests from the entrance inwards: each service passes on about as many as it takes in, unevenly. Callees come after their callers. */
function flow(services: SyntheticService[], calls: SyntheticCall[], seed: number): void {
  const entering = calls.filter((call) => call.caller < 0)
  for (const call of entering) call.requestsPerSecond = (rpsEach * services.length) / entering.length
  const out = new Map<number, SyntheticCall[]>()
  const into = new Map<number, SyntheticCall[]>()
  for (const call of calls) {
    out.set(call.caller, [...(out.get(call.caller) ?? []), call])
    into.set(call.callee, [...(into.get(call.callee) ?? []), call])
  }
  for (const service of services) {
    service.requestsPerSecond = (into.get(service.index) ?? []).reduce((sum, call) => sum + call.requestsPerSecond, 0)
    const own = out.get(service.index) ?? []
    const weights = own.map((call) => 0.05 + chance(seed, 14, call.caller, call.callee) ** 3)
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
    const passedOn = service.requestsPerSecond * (0.7 + 0.5 * chance(seed, 15, service.index))
    own.forEach((call, at) => {
      call.requestsPerSecond = (passedOn * (weights[at] ?? 0)) / total
    })
  }
}

/** What an operator would have declared. Labels: `team`. */
export function toMeshDocument(mesh: SyntheticMesh): MeshDocument {
  const calls = new Map<number, string[]>()
  for (const { caller, callee } of mesh.calls) calls.set(caller, [...(calls.get(caller) ?? []), mesh.services[callee]?.name ?? ''])
  const services = mesh.services.map(
    (service): ServiceSpec => ({
      name: service.name,
      protocol: service.protocol,
      ...(service.protocol === 'tcp' ? { port: 7000 + (service.index % 50_000), hosts: [] } : { hosts: [service.name.replace('/', '.')] }),
      calls: calls.get(service.index) ?? [],
      ...(service.team === null ? {} : { labels: { team: service.team } }),
      versions: service.versions.map(({ name }) => ({ name })),
    }),
  )
  const routes = (calls.get(-1) ?? []).map((service, at) => ({ host: '*', path: at === 0 ? '/' : `/${service.split('/')[0]}`, service }))
  return { services, gateways: [{ name: gatewayName, routes }] }
}

/** Read, never steered: nobody listens at their addresses. */
export function toIdentities(mesh: SyntheticMesh): ProxyIdentity[] {
  const common = {
    kind: 'envoy',
    adminUrl: null,
    inbound: null,
    outbound: null,
    app: null,
    tcp: {},
    simulated: true,
    isStatic: true,
    build: null,
  } as const
  return [
    { ...common, id: gatewayProxy, role: 'gateway', service: gatewayName, version: null },
    ...mesh.services.flatMap(({ name, versions }) =>
      versions.map((version): ProxyIdentity => ({ ...common, id: version.proxyId, role: 'sidecar', service: name, version: version.name })),
    ),
  ]
}
