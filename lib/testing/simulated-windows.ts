import { drawNormal } from '@/lib/canary/seeded-random'
import type { EdgeKey, EdgeTotal, Histogram } from '@/lib/mesh/window'
import { toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from '@/lib/topology/build'
import type { GraphDraft } from '@/lib/topology/graph-draft'

/** An edge as a process: Poisson requests, errors in clusters of `cluster`, times of two modes: a share `slow` at 100 to 200 ms, the rest at 5 to 10 ms. */
export type Process = { from: string; to: string; rps: number; errorRatio: number; slow: number; cluster: number }
export type Windows = { draft: GraphDraft; parts: EdgeTotal[][] }

const parts = 8
const partSeconds = 10

/** A window of 80 s in eight parts, drawn from these processes. random: 0..1. */
export function drawWindows(processes: readonly Process[], random: () => number, at: number): Windows {
  const drawn = processes.map((process) => Array.from({ length: parts }, () => drawPart(process, random)))
  const totals = (list: (readonly Drawn[])[], seconds: number): EdgeTotal[] =>
    processes.map((process, index) => toEdgeTotal(process, list[index] ?? [], seconds, at))
  const whole = totals(drawn, parts * partSeconds)
  const draft = draftTopology({
    from: at - parts * partSeconds * 1000,
    to: at,
    now: at + 3_600_000,
    view: 'service',
    totals: whole,
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies: processes.map(({ from }) => toProxy({ id: from, service: from, version: 'v1' })),
    faults: [],
    scrapeIntervalMs: 5000,
  })
  const each = Array.from({ length: parts }, (_, part) =>
    totals(
      drawn.map((list) => list.slice(part, part + 1)),
      partSeconds,
    ),
  )
  return { draft, parts: each }
}

export const readBoth =
  (now: Windows, base: Windows) =>
  (wanted: (key: EdgeKey) => boolean): { now: EdgeTotal[][]; base: EdgeTotal[][] } => ({
    now: now.parts.map((totals) => totals.filter(({ key }) => wanted(key))),
    base: base.parts.map((totals) => totals.filter(({ key }) => wanted(key))),
  })

type Drawn = { requests: number; errors: number; slow: number }

function drawPart({ rps, errorRatio, slow, cluster }: Process, random: () => number): Drawn {
  const requests = poisson(rps * partSeconds, random)
  const errors = Math.min(requests, cluster * poisson((requests * errorRatio) / cluster, random))
  return { requests, errors, slow: Math.min(requests, cluster * poisson((requests * slow) / cluster, random)) }
}

/** By uniform products for small means, by the normal law for large ones. */
function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

function toEdgeTotal({ from, to }: Process, list: readonly Drawn[], seconds: number, at: number): EdgeTotal {
  const sum = (of: keyof Drawn): number => list.reduce((total, part) => total + part[of], 0)
  const [requests, errors, slow] = [sum('requests'), sum('errors'), sum('slow')]
  const latency: Histogram = [
    [5, 10, requests - slow],
    [100, 200, slow],
  ]
  const total = toTotal({
    proxy: from,
    from: ['service', from, 'v1'],
    to: ['service', to, 'v1'],
    coveredMs: seconds * 1000,
    counts: { requests, errors },
    latency,
  })
  return { ...total, firstMs: at - seconds * 1000, lastMs: at }
}
