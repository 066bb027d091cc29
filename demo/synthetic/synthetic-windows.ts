import type { Bin, EdgeEnd, EdgeKey, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { addCounts, emptyCounts, emptyGauges } from '@/lib/metrics/edge-counts'
import { chance } from './chance'
import {
  gatewayName,
  gatewayProxy,
  type SyntheticCall,
  type SyntheticMesh,
  type SyntheticService,
  type SyntheticVersion,
} from './synthetic-mesh'

const minuteMs = 60_000
/** How long a passing trouble lasts: one in 300 services has one in each span of time. */
const troubleMs = 20 * minuteMs
const nobody: EdgeEnd = { kind: 'unknown', service: 'unknown', version: null, instance: null }

/**
 * What all proxies counted in [from, to], as if each had been read at both ends: a function of mesh and time alone, so the past can be made at any later moment.
 * Rates follow the hour of the day; some services fail or slow down for a while. `withSilent`: also of proxies that are silent now.
 */
export function syntheticWindows(mesh: SyntheticMesh, from: number, to: number, withSilent: boolean): ProxyWindow[] {
  const byCaller = new Map<number, SyntheticCall[]>()
  for (const call of mesh.calls) {
    const known = byCaller.get(call.caller)
    if (known) known.push(call)
    else byCaller.set(call.caller, [call])
  }
  const windows: ProxyWindow[] = [{ proxyId: gatewayProxy, from, to, edges: gatewayEdges(mesh, byCaller.get(-1) ?? [], from, to) }]
  for (const service of mesh.services)
    for (const version of service.versions)
      windows.push({
        proxyId: version.proxyId,
        from,
        to,
        edges: edgesOf(mesh, service, version, byCaller.get(service.index) ?? [], from, to),
      })
  addServerSides(mesh, windows)
  if (withSilent) return windows
  const silent = new Set(mesh.services.flatMap(({ isSilent, versions }) => (isSilent ? versions.map(({ proxyId }) => proxyId) : [])))
  return windows.filter(({ proxyId }) => !silent.has(proxyId))
}

/** Each proxy counts what reaches its own service: the sum of what its callers count. */
function addServerSides(mesh: SyntheticMesh, windows: readonly ProxyWindow[]): void {
  const reached = new Map<string, EdgeWindow[]>()
  for (const { edges } of windows)
    for (const edge of edges) {
      const to = edge.key.side === 'client' ? edge.key.target.instance : null
      if (to === null) continue
      const known = reached.get(to)
      if (known) known.push(edge)
      else reached.set(to, [edge])
    }
  const byProxy = new Map(windows.map((window) => [window.proxyId, window.edges]))
  for (const service of mesh.services)
    for (const version of service.versions) {
      const target = toEnd(service, version)
      const key: EdgeKey = {
        proxyId: version.proxyId,
        side: 'server',
        level: 'edge',
        source: nobody,
        target,
        protocol: service.protocol,
        origin: 'matched',
        mirror: false,
      }
      byProxy.get(version.proxyId)?.push(sumOf(key, reached.get(version.proxyId) ?? []))
    }
}

function sumOf(key: EdgeKey, edges: readonly EdgeWindow[]): EdgeWindow {
  const counts = emptyCounts()
  const bins = new Map<number, Bin>()
  for (const edge of edges) {
    addCounts(counts, edge.counts)
    for (const [lower, upper, count] of edge.latency) bins.set(lower, [lower, upper, (bins.get(lower)?.[2] ?? 0) + count])
  }
  return { key, counts, gauges: emptyGauges(), latency: [...bins.values()].sort((a, b) => a[0] - b[0]) }
}

function edgesOf(
  mesh: SyntheticMesh,
  service: SyntheticService,
  version: SyntheticVersion,
  calls: readonly SyntheticCall[],
  from: number,
  to: number,
): EdgeWindow[] {
  const source = toEnd(service, version)
  return calls.flatMap((call) => toEdges(mesh, version.proxyId, source, call, version.share, from, to))
}

/** Who comes in from outside is counted by the gateway itself. */
function gatewayEdges(mesh: SyntheticMesh, calls: readonly SyntheticCall[], from: number, to: number): EdgeWindow[] {
  const gateway: EdgeEnd = { kind: 'gateway', service: gatewayName, version: null, instance: null }
  const onward = calls.flatMap((call) => toEdges(mesh, gatewayProxy, gateway, call, 1, from, to))
  const requests = onward.reduce((sum, edge) => sum + edge.counts.requests, 0)
  const errors = onward.reduce((sum, edge) => sum + edge.counts.errors, 0)
  const key = {
    proxyId: gatewayProxy,
    side: 'server',
    level: 'edge',
    source: nobody,
    target: gateway,
    protocol: 'http',
    origin: 'matched',
    mirror: false,
  } as const
  return [...onward, { key, counts: httpCounts(requests, errors), gauges: emptyGauges(), latency: latencyOf(24, requests, 0.9) }]
}

function toEdges(
  mesh: SyntheticMesh,
  proxyId: string,
  source: EdgeEnd,
  call: SyntheticCall,
  share: number,
  from: number,
  to: number,
): EdgeWindow[] {
  const callee = mesh.services[call.callee]
  if (!callee) return []
  const trouble = troubleAt(mesh, callee, from)
  return callee.versions.map((version): EdgeWindow => {
    const key: EdgeKey = {
      proxyId,
      side: 'client',
      level: 'edge',
      source,
      target: toEnd(callee, version),
      protocol: callee.protocol,
      origin: 'declared',
      mirror: false,
    }
    const own = (what: number): number => chance(mesh.seed, what, call.caller, call.callee, version.share * 1000, share * 1000, from)
    const seconds = (to - from) / 1000
    const expected = call.requestsPerSecond * share * version.share * seconds * hourly(mesh, from) * (0.94 + 0.12 * own(30))
    const requests = Math.floor(expected + own(31))
    const errors = Math.min(requests, Math.floor(requests * Math.max(callee.errorRatio, trouble.errorRatio) + own(32)))
    if (callee.protocol === 'tcp') return { key, counts: tcpCounts(requests), gauges: emptyGauges(), latency: [] }
    const counts = httpCounts(requests, errors)
    if (callee.protocol === 'grpc') Object.assign(counts, { grpcRequests: requests, grpcErrors: errors })
    return { key, counts, gauges: emptyGauges(), latency: latencyOf(callee.latencyMs * trouble.slowness, requests, own(33)) }
  })
}

const toEnd = ({ name }: SyntheticService, version: SyntheticVersion): EdgeEnd => ({
  kind: 'service',
  service: name,
  version: version.name,
  instance: version.proxyId,
})

/** 0.5 at night, 1.25 in the early evening. */
function hourly({ seed }: SyntheticMesh, at: number): number {
  const day = at / 86_400_000
  return 0.875 + 0.375 * Math.sin(2 * Math.PI * (day - 0.5)) + 0.02 * (chance(seed, 20, Math.floor(at / minuteMs)) - 0.5)
}

function troubleAt({ seed }: SyntheticMesh, { index }: SyntheticService, at: number): { errorRatio: number; slowness: number } {
  const span = Math.floor(at / troubleMs)
  const drawn = chance(seed, 21, index, span)
  if (drawn < 1 / 600) return { errorRatio: 0.03 + 0.2 * chance(seed, 22, index, span), slowness: 1 }
  return { errorRatio: 0, slowness: drawn < 1 / 300 ? 6 : 1 }
}

function httpCounts(requests: number, errors: number): EdgeWindow['counts'] {
  const counts = emptyCounts()
  Object.assign(counts, { requests, errors, ok: requests - errors, attempts: requests, attemptErrors: errors })
  Object.assign(counts, { connections: Math.ceil(requests / 200), bytesSent: requests * 180, bytesReceived: requests * 2400 })
  return counts
}

function tcpCounts(connections: number): EdgeWindow['counts'] {
  return { ...emptyCounts(), connections, bytesSent: connections * 900, bytesReceived: connections * 5200 }
}

/** Bounds 12 % apart, the same for all: so few different bins are stored. */
const step = 1.12
/** Shares of a log-normal answer time with sigma 0.5, from 2.5 sigma below the median to 3 above, in steps of the bounds. */
const shares = Array.from({ length: 25 }, (_, at) => Math.exp(-0.5 * (((at - 11) * Math.log(step)) / 0.5) ** 2))
const shareSum = shares.reduce((sum, share) => sum + share, 0)

/** Whole counts that add up to `requests`: what rounding leaves goes to the next bin. */
function latencyOf(medianMs: number, requests: number, jitter: number): Bin[] {
  const first = Math.round(Math.log(medianMs) / Math.log(step)) - 11
  const bins: Bin[] = []
  let owed = jitter - 0.5
  let left = requests
  shares.forEach((share, at) => {
    owed += (requests * share) / shareSum
    const count = at === shares.length - 1 ? left : Math.min(left, Math.max(0, Math.floor(owed)))
    owed -= count
    left -= count
    if (count > 0) bins.push([bound(first + at), bound(first + at + 1), count])
  })
  return bins
}

const bound = (power: number): number => Number((step ** power).toPrecision(3))
