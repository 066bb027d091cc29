import { readFileSync } from 'node:fs'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import {
  type EdgeCounts,
  type EdgeEnd,
  type EdgeGauges,
  type EdgeTotal,
  type EndKind,
  edgeCounters,
  edgeGauges,
  type Histogram,
} from '@/lib/mesh/window'
import { toBinCounts } from '@/lib/metrics/to-bin-counts'

type End = [kind: EndKind, service: string, version?: string | null, instance?: string | null]
type GoldenTotal = {
  proxy: string
  side?: 'client' | 'server'
  level?: 'edge' | 'host'
  protocol?: 'http' | 'grpc' | 'tcp'
  mirror?: boolean
  coveredMs?: number
  from: End
  to: End
  counts: Partial<EdgeCounts>
  gauges?: Partial<EdgeGauges>
  latency?: Histogram
}
type Expected = { nodes: Record<string, object>; edges: Record<string, object> }
export type Golden = {
  mesh: MeshDocument
  policies: Policy[]
  proxies: MeshProxy[]
  totals: EdgeTotal[]
  service: Expected
  version: Expected
  instance: Expected
}

export const fromMs = 1_000_000
export const toMs = 1_060_000

/** A golden graph with its shorthand written out. */
export function readGolden(name: string): Golden {
  const golden = JSON.parse(readFileSync(new URL(`../topology/testdata/${name}`, import.meta.url), 'utf8'))
  return { ...golden, proxies: golden.proxies.map(toProxy), totals: golden.totals.map(toTotal) }
}

export function toProxy(shorthand: Partial<MeshProxy>): MeshProxy {
  return {
    id: '',
    kind: 'envoy',
    role: 'sidecar',
    service: '',
    version: null,
    adminUrl: null,
    inbound: null,
    outbound: null,
    app: null,
    tcp: {},
    simulated: false,
    isStatic: false,
    build: null,
    connected: true,
    connectionChangedAt: 0,
    sync: [],
    syncedRevision: 1,
    reading: { lastAnswerAt: toMs - 2000, missedRounds: 0, problem: null, sweepMs: 5, sweepBytes: 1000 },
    ...shorthand,
  }
}

export function toTotal(shorthand: GoldenTotal): EdgeTotal {
  const coveredMs = shorthand.coveredMs ?? 60_000
  return {
    key: {
      proxyId: shorthand.proxy,
      side: shorthand.side ?? 'client',
      level: shorthand.level ?? 'edge',
      source: toEnd(shorthand.from),
      target: toEnd(shorthand.to),
      protocol: shorthand.protocol ?? 'http',
      origin: shorthand.side === 'server' ? 'matched' : 'declared',
      mirror: shorthand.mirror ?? false,
    },
    counts: toCounts(shorthand.counts),
    gauges: toGauges(shorthand.gauges ?? {}),
    latency: toBinCounts(shorthand.latency ?? []),
    coveredMs,
    firstMs: toMs - coveredMs,
    lastMs: toMs,
  }
}

const toEnd = ([kind, service, version, instance]: End): EdgeEnd => ({
  kind,
  service,
  version: version ?? null,
  instance: instance ?? null,
})
// Every counter of the list is given a value.
export const toCounts = (some: Partial<EdgeCounts>): EdgeCounts =>
  Object.fromEntries(edgeCounters.map((name) => [name, some[name] ?? 0])) as EdgeCounts
// Every gauge of the list is given a value.
const toGauges = (some: Partial<EdgeGauges>): EdgeGauges =>
  Object.fromEntries(edgeGauges.map((name) => [name, some[name] ?? 0])) as EdgeGauges
