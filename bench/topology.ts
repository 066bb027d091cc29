import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { toComparisonWire } from '@/lib/api/wire/comparison'
import { toTopologyWire } from '@/lib/api/wire/topology'
import type { Bin, EdgeKey, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { emptyCounts, emptyGauges } from '@/lib/metrics/edge-counts'
import type { Ctx } from '@/lib/operations/ctx'
import { compareTopology } from '@/lib/operations/topology/compare'
import { getTopology } from '@/lib/operations/topology/get'
import { openStore } from '@/lib/store/open-store'
import type { Store } from '@/lib/store/store'
import { buildTopology } from '@/lib/topology/build'

// 1,000 services, one proxy each, 5 callees each: 5,000 edges of 25 bins, and the 1,000 server sides. Seeded; nothing is downloaded.
const services = 1000
const callees = 5
const hours = Number(argument('--hours') ?? 24)
const stepMs = 60_000
const minuteMs = 60_000
const hourMs = 3_600_000
/** Hours before the end in which all is otherwise: one whose raw windows are kept, one of which only minutes are. */
const badHours = [3, 12]
const end = Date.UTC(2026, 0, 2)
const clock = { at: end - hours * 3_600_000 }

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}

const nameOf = (index: number): string => `bench-${index % 20}/service-${index}`

function edgesOf(index: number): EdgeWindow[] {
  const source = { kind: 'service', service: nameOf(index), version: 'v1', instance: `proxy-${index}` } as const
  const key = { proxyId: `proxy-${index}`, level: 'edge', protocol: 'http', mirror: false } as const
  const edges = Array.from({ length: callees }, (_, callee) => {
    const other = (index * 7 + callee * 131 + 1) % services
    const target = { kind: 'service', service: nameOf(other), version: 'v1', instance: `proxy-${other}` } as const
    return toEdge({ ...key, side: 'client', source, target, origin: 'declared' }, index * 31 + callee)
  })
  const clients = { kind: 'unknown', service: 'unknown', version: null, instance: null } as const
  return [...edges, toEdge({ ...key, side: 'server', source: clients, target: source, origin: 'matched' }, index)]
}

/** The same mesh on a bad day: on every edge a tenth fails and a third is slower. */
function onBadDay({ key, counts, gauges, latency }: EdgeWindow): EdgeWindow {
  const late = latency.map(([lower, upper, count]): Bin => [lower + 100, upper + 100, Math.ceil(count / 3)])
  return { key, counts: { ...counts, errors: Math.ceil(counts.requests / 10) }, gauges, latency: [...latency, ...late] }
}

function toEdge(key: EdgeKey, seed: number): EdgeWindow {
  const latency = Array.from({ length: 25 }, (_, bin): Bin => [bin + (seed % 40), bin + (seed % 40) + 1, 1 + ((seed * 17 + bin * 5) % 30)])
  const requests = latency.reduce((sum, bin) => sum + bin[2], 0)
  return { key, counts: { ...emptyCounts(), requests, ok: requests, attempts: requests, connections: 1 }, gauges: emptyGauges(), latency }
}

async function fill(store: Store): Promise<void> {
  const edges = Array.from({ length: services }, (_, index) => edgesOf(index))
  await store.steer.transaction(async (tx) => {
    const versions = [{ name: 'v1' }]
    const declared = edges.map((_, index) => ({ name: nameOf(index), protocol: 'http' as const, hosts: [], versions }))
    await tx.mesh.put({ services: declared, gateways: [] })
    for (const { name } of declared)
      await tx.policies.replace({ service: name, rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }, 0)
  })
  for (const [index] of edges.entries()) await register(store, index)
  const badDay = edges.map((list) => list.map(onBadDay))
  for (; clock.at <= end; clock.at += stepMs) {
    const isBad = badHours.some((hour) => clock.at > end - hour * hourMs && clock.at <= end - (hour - 1) * hourMs)
    const windows = (isBad ? badDay : edges).map(
      (list, index): ProxyWindow => ({ proxyId: `proxy-${index}`, from: clock.at - stepMs, to: clock.at, edges: list }),
    )
    store.series.append(windows)
    store.series.flush()
    while (store.series.maintain(clock.at)) {}
  }
  clock.at = end
}

async function register(store: Store, index: number): Promise<void> {
  const id = `proxy-${index}`
  const inbound = { address: '127.0.0.1', port: 20_000 + index }
  const identity = {
    id,
    kind: 'envoy',
    role: 'sidecar',
    service: nameOf(index),
    version: 'v1',
    adminUrl: null,
    inbound,
    outbound: null,
    app: null,
  } as const
  await store.steer.registrations.put({ ...identity, tcp: {}, simulated: false, isStatic: false, build: null })
  const reading = { lastAnswerAt: end - 3000, missedRounds: 0, problem: null, sweepMs: 4, sweepBytes: 90_000 }
  store.observed.putStatus(id, { connected: true, connectionChangedAt: 0, sync: [], syncedRevision: 1, reading })
}

/** Both windows read, built and tested edge by edge, where nothing differs and where every edge does. */
async function measureComparisons(ctx: Ctx, runs: number) {
  const window = (ago: number, minutes: number) => ({ from: end - ago * hourMs - minutes * minuteMs, to: end - ago * hourMs })
  const cases: Record<string, { now: ReturnType<typeof window>; base: ReturnType<typeof window>; differing: number }> = {
    'last minute, an hour earlier, alike': { now: window(0, 1), base: window(1, 1), differing: 0 },
    'last 15 minutes, an hour earlier, alike': { now: window(0, 15), base: window(1, 15), differing: 0 },
    'last 15 minutes, every edge otherwise': { now: window(0, 15), base: window(2.5, 15), differing: services * callees },
    'last hour, every edge otherwise, from minutes': { now: window(0, 59), base: window(11, 59), differing: services * callees },
  }
  const timings: Record<string, Timing & { gzipKb: number }> = {}
  for (const [name, { now, base, differing }] of Object.entries(cases)) {
    const ask = () => compareTopology(ctx, { range: now, base: { kind: 'window', range: base }, view: 'service' })
    const answer = await ask()
    const found = answer.edges.filter(({ differences }) => differences.length > 0).length
    check(found === differing, `${name}: ${found} of ${differing} edges differ`)
    const timing = await time(ask, runs)
    check(timing.p95Ms <= 150, `${name}: p95 ${timing.p95Ms} ms of at most 150`)
    timings[name] = { ...timing, gzipKb: round(gzipSync(JSON.stringify(toComparisonWire(answer))).length / 1000) }
  }
  return timings
}

type Timing = { p50Ms: number; p95Ms: number; cpuMs: number }

async function time(work: () => unknown, runs: number): Promise<Timing> {
  for (let i = 0; i < 30; i++) await work()
  const walls: number[] = []
  const cpu = process.cpuUsage()
  for (let i = 0; i < runs; i++) {
    const started = performance.now()
    await work()
    walls.push(performance.now() - started)
  }
  const used = process.cpuUsage(cpu)
  walls.sort((a, b) => a - b)
  const at = (q: number): number => round(walls[Math.min(walls.length - 1, Math.floor(q * walls.length))] ?? 0)
  return { p50Ms: at(0.5), p95Ms: at(0.95), cpuMs: round((used.user + used.system) / 1000 / runs) }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Nothing else of a context is used here. */
const contextOf = (store: Store): Ctx =>
  ({ store, staticProxies: [], scrapeIntervalMs: stepMs / 12, actor: 'bench', now: () => clock.at, newId: () => '' }) as unknown as Ctx

async function measure(store: Store, runs: number) {
  const ctx = contextOf(store)
  const ranges: Record<string, () => { from: number; to: number }> = {
    'last minute': () => ({ from: end - minuteMs, to: end }),
    '60 s at any past moment': anyRange(minuteMs),
    'last 15 minutes': () => ({ from: end - 15 * minuteMs, to: end }),
    'last hour': () => ({ from: end - 60 * minuteMs, to: end }),
    'last 24 hours': () => ({ from: end - hours * 60 * minuteMs, to: end }),
    'a quarter of an hour at any time': anyRange(15 * minuteMs),
    'an hour and a half at any time': anyRange(90 * minuteMs),
  }
  const ours: Record<string, { handler: Timing; totals: Timing; build: Timing; handlerAndJson: Timing; groupedAndJson: Timing }> = {}
  for (const [name, range] of Object.entries(ranges)) {
    const ask = () => getTopology(ctx, { ...range(), view: 'service', depth: 1 })
    const fixed = range()
    const totals = store.series.totals(fixed.from, fixed.to)
    const [mesh, policies, topology] = [await store.steer.mesh.get(), await store.steer.policies.list(), await ask()]
    const proxies = (await store.steer.registrations.list()).flatMap((identity) => ({ ...identity, ...requireStatus(store, identity.id) }))
    const input = {
      ...fixed,
      now: end,
      view: 'service' as const,
      totals,
      mesh: mesh?.document ?? { services: [], gateways: [] },
      policies: policies.map((stored) => stored.policy),
      proxies,
      faults: [],
      scrapeIntervalMs: 5000,
    }
    check(topology.nodes.length >= services && topology.edges.length === services * callees, `${name}: the whole graph is there`)
    ours[name] = {
      handler: await time(ask, runs),
      totals: await time(() => totalsOf(store, range()), runs),
      build: await time(() => buildTopology(input), runs),
      handlerAndJson: await time(async () => JSON.stringify(toTopologyWire(await ask())), runs),
      groupedAndJson: await time(async () => JSON.stringify(toTopologyWire(await getTopology(ctx, { ...range(), ...grouped }))), runs),
    }
  }
  return ours
}

const grouped = { view: 'service', depth: 1, edges: 'readable', group: { by: 'auto', open: new Set(['namespace=bench-3']) } } as const

const totalsOf = (store: Store, { from, to }: { from: number; to: number }) => store.series.totals(from, to)

function requireStatus(store: Store, id: string) {
  const status = store.observed.listStatus().get(id)
  if (!status) throw new Error(`no status of ${id}`)
  return status
}

function anyRange(lengthMs: number): () => { from: number; to: number } {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    const from = end - hours * 3_600_000 + Math.floor((seed / 2_147_483_647) * (hours * 3_600_000 - lengthMs))
    return { from, to: from + lengthMs }
  }
}

const checks: { what: string; ok: boolean }[] = []
const check = (ok: boolean, what: string): void => void checks.push({ what, ok })

const folder = mkdtempSync(join(tmpdir(), 'outrider-bench-'))
const log = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
const retention = { rawMs: 6 * 3_600_000, minuteMs: 15 * 86_400_000, quarterMs: 365 * 86_400_000, maxBytes: 20e9 }
const store = await openStore({ folder, role: 'both', retention, now: () => clock.at, log })
try {
  const started = performance.now()
  await fill(store)
  const fillSeconds = round((performance.now() - started) / 1000)
  const runs = Number(argument('--runs') ?? 100)
  const ours = await measure(store, runs)
  const comparisons = await measureComparisons(contextOf(store), Math.min(runs, 40))
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const units = `ms per answer: ${services} services, ${services * callees} edges, ${hours} h of windows, one a minute and proxy; bars: handler p95 50 ms, build 30 ms, comparison p95 150 ms`
  const result = {
    name: 'topology',
    commit,
    node: process.version,
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    units,
    fillSeconds,
    ours,
    comparisons,
    peer: null,
    ratio: null,
    pairs: 0,
    checks,
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify(result, null, 2))
  else {
    console.log(result.units)
    for (const [name, parts] of Object.entries(ours))
      for (const [part, timing] of Object.entries(parts))
        console.log(`${name}, ${part}: p50 ${timing.p50Ms} ms, p95 ${timing.p95Ms} ms, CPU ${timing.cpuMs} ms`)
    for (const [name, timing] of Object.entries(comparisons))
      console.log(`comparison, ${name}: p50 ${timing.p50Ms} ms, p95 ${timing.p95Ms} ms, CPU ${timing.cpuMs} ms, ${timing.gzipKb} kB gzip`)
  }
  if (checks.some((each) => !each.ok)) process.exitCode = 1
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
