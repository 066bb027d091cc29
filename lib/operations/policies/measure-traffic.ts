import type { Desired } from '@/lib/control-plane/control-plane'
import { type ServiceName, versionId } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { Topology } from '@/lib/mesh/topology'
import type { EdgeTotal } from '@/lib/mesh/window'
import { toHistogram } from '@/lib/metrics/to-histogram'
import { parseCaller } from '@/lib/routing/caller-name'
import type { CallerTraffic } from '@/lib/routing/rule-traffic'
import type { ProxyLoad, VersionState } from '@/lib/routing/warnings/warning-input'
import { buildTopology } from '@/lib/topology/build'
import type { Ctx } from '../ctx'

const measuredMs = 5 * 60_000
/** version and caller narrow what `requestsPerSecond` counts. */
type Subject = {
  service: ServiceName
  version?: string | undefined
  caller?: ServiceName | undefined
  desired: Desired
  proxies: readonly MeshProxy[]
}
export type Traffic = { requestsPerSecond: number | null; versions: VersionState[]; callers: CallerTraffic[] | null; loads: ProxyLoad[] }

/** What a service takes now, over the last 5 minutes, as its callers counted it; null where nothing was counted. */
export function measureTraffic(ctx: Ctx, subject: Subject): Traffic {
  const { service, version: only, caller, desired, proxies } = subject
  const now = ctx.now()
  const totals = ctx.store.series
    .totals(now - measuredMs, now)
    .filter(({ key }) => key.target.service === service && key.side === 'client' && key.level === 'edge' && !key.mirror)
    .filter(({ key }) => (only ?? key.target.version) === key.target.version && (caller ?? key.source.service) === key.source.service)
  const input = {
    from: now - measuredMs,
    to: now,
    now,
    totals,
    mesh: { services: desired.mesh.services.filter((spec) => spec.name === service), gateways: [] },
    policies: [],
    proxies,
    faults: [],
    scrapeIntervalMs: ctx.scrapeIntervalMs,
  }
  const topology = buildTopology({ ...input, view: 'version' })
  const spec = desired.mesh.services.find((other) => other.name === service)
  const isMeasured = spec?.protocol !== 'tcp' && topology.edges.some((edge) => edge.requestsPerSecond !== null)
  const callers = isMeasured ? toCallers(topology, buildTopology({ ...input, view: 'service' })) : null
  return {
    requestsPerSecond: callers?.reduce((sum, each) => sum + each.requestsPerSecond, 0) ?? null,
    callers,
    loads: totals.flatMap(toLoad),
    versions: (spec?.versions ?? []).map((version) => toVersionState(version, { service, proxies, totals, topology, isMeasured })),
  }
}

/** A service's rate, shared among its versions by what each sent: rates of versions that came or went meanwhile have times of their own and do not add up. */
function toCallers(byVersion: Topology, byService: Topology): CallerTraffic[] {
  const rates = new Map<ServiceName, number>()
  for (const { source, requestsPerSecond } of byService.edges) rates.set(source, (rates.get(source) ?? 0) + (requestsPerSecond ?? 0))
  const sent = new Map<string, number>()
  for (const { source, requests } of byVersion.edges) sent.set(source, (sent.get(source) ?? 0) + requests)
  const ofService = new Map<ServiceName, number>()
  for (const [source, requests] of sent) {
    const { service } = parseCaller(source)
    ofService.set(service, (ofService.get(service) ?? 0) + requests)
  }
  return [...sent]
    .map(([source, requests]) => {
      const caller = parseCaller(source)
      const all = ofService.get(caller.service) ?? 0
      return { ...caller, requestsPerSecond: all > 0 ? ((rates.get(caller.service) ?? 0) * requests) / all : 0 }
    })
    .sort((a, b) => b.requestsPerSecond - a.requestsPerSecond)
}

type Spec = Desired['mesh']['services'][number]['versions'][number]
type Counted = Pick<Subject, 'service' | 'proxies'> & { totals: readonly EdgeTotal[]; topology: Topology; isMeasured: boolean }

function toVersionState(version: Spec, { service, proxies, totals, topology, isMeasured }: Counted): VersionState {
  const id = versionId(service, version.name)
  const registered = proxies.filter(
    (proxy) => proxy.service === service && proxy.version === version.name && proxy.inbound && !proxy.isStatic,
  )
  const listed = version.endpoints?.length ?? 0
  const counted = totals.filter(({ key }) => key.target.version === version.name)
  const attempts = counted.reduce((sum, { counts }) => sum + counts.attempts, 0)
  const rps = topology.edges.filter((edge) => edge.target === id).reduce((sum, edge) => sum + (edge.requestsPerSecond ?? 0), 0)
  return {
    name: version.name,
    instances: registered.length + listed,
    healthy: registered.filter((proxy) => proxy.connected).length + listed,
    requestsPerSecond: isMeasured ? rps : null,
    attemptErrorRatio: attempts > 0 ? counted.reduce((sum, { counts }) => sum + counts.attemptErrors, 0) / attempts : null,
  }
}

/** Requests at once on average: the time they took together, by the middles of their bins, over the time counted. */
function toLoad({ key, counts, gauges, latency, coveredMs }: EdgeTotal): ProxyLoad[] {
  if (key.target.version === null || coveredMs <= 0) return []
  let [ended, tookMs] = [0, 0]
  for (const [lower, upper, count] of toHistogram(latency)) {
    ended += count
    tookMs += count * (Number.isFinite(upper) ? (lower + upper) / 2 : lower)
  }
  const meanMs = ended > 0 ? tookMs / ended : null
  return [
    {
      proxyId: key.proxyId,
      version: key.target.version,
      requestsPerSecond: (counts.requests * 1000) / coveredMs,
      inFlight: tookMs / coveredMs,
      meanMs,
      connectionsOpen: gauges.connectionsOpen,
    },
  ]
}
