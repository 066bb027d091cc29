import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import type { Policy } from '@/lib/mesh/policy'
import type { Bin, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { emptyCounts, emptyGauges } from '@/lib/metrics/edge-counts'
import type { Ctx } from '@/lib/operations/ctx'
import { planPolicy } from '@/lib/operations/policies/plan'
import { openStore } from '@/lib/store/open-store'
import type { Store } from '@/lib/store/store'
import { richMesh, richPolicy, serviceName } from './rich-mesh'

// `npm run bench -- plan [--json] [--services 1000] [--runs 20]`: one plan of a policy of 50 rules, by the operation that POST /api/v1/plans calls, on a mesh
// with a proxy per service that calls five, read every 5 s for 5 minutes. Plans of one service after another, and the same after another edit was stored.
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const services = option('services', 1000)
const runs = option('runs', 20)
const [callees, stepMs, minutes, barMs] = [5, 5000, 5, 100]
const end = Date.UTC(2026, 0, 2)

function windowsOf(index: number, from: number, to: number): ProxyWindow {
  const edges = Array.from({ length: callees }, (_, at): EdgeWindow => {
    const callee = (index * 7 + at * 131 + 1) % services
    const latency = Array.from({ length: 25 }, (_bin, bin): Bin => [bin + 1, bin + 2, 1 + ((index + bin) % 20)])
    const requests = latency.reduce((sum, bin) => sum + bin[2], 0)
    const source = { kind: 'service', service: serviceName(index), version: 'v1', instance: `proxy-${index}` } as const
    const target = { kind: 'service', service: serviceName(callee), version: at % 2 === 0 ? 'v1' : 'v2', instance: null } as const
    const key = { proxyId: `proxy-${index}`, side: 'client', level: 'edge', protocol: 'http', origin: 'declared', mirror: false } as const
    return {
      key: { ...key, source, target },
      counts: { ...emptyCounts(), requests, ok: requests, attempts: requests },
      gauges: emptyGauges(),
      latency,
    }
  })
  return { proxyId: `proxy-${index}`, from, to, edges }
}

async function fill(store: Store): Promise<void> {
  const { desired, proxies } = richMesh(services, callees)
  await store.steer.transaction(async (tx) => {
    await tx.mesh.put(desired.mesh)
    for (const { policy } of desired.policies) await tx.policies.replace(policy, 0)
  })
  for (const identity of proxies) {
    await store.steer.registrations.put(identity)
    const reading = { lastAnswerAt: end - 3000, missedRounds: 0, problem: null, sweepMs: 4, sweepBytes: 90_000 }
    store.observed.putStatus(identity.id, { connected: true, connectionChangedAt: 0, sync: [], syncedRevision: 1, reading })
  }
  for (let to = end - minutes * 60_000 + stepMs; to <= end; to += stepMs) {
    store.series.append(Array.from({ length: services }, (_, index) => windowsOf(index, to - stepMs, to)))
    store.series.flush()
  }
}

/** 49 rules that look into requests before the default one. */
const longPolicy = (service: string, percent: number): Policy => {
  const { rules, destination } = richPolicy(service, percent)
  const backends = rules.at(-1)?.backends ?? []
  const narrow = Array.from({ length: 49 }, (_, index) => ({
    name: `rule-${index}`,
    match: { path: { prefix: `/api/${index}/` }, headers: [{ name: 'x-tenant', exact: `tenant-${index}` }] },
    backends,
    timeout: '2s',
    retry: { attempts: 1, on: ['5xx'] },
  }))
  return { service, rules: [...narrow, ...rules.slice(-1)], ...(destination ? { destination } : {}) }
}

type Timing = { p50Ms: number; p95Ms: number; cpuMs: number }
const rounded = (value: number): number => Math.round(value * 100) / 100

async function time(prepare: (run: number) => Promise<void>, work: (run: number) => Promise<unknown>): Promise<Timing> {
  const walls: number[] = []
  let cpuMs = 0
  for (let run = -3; run < runs; run++) {
    await prepare(run + 3)
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()]
    await work(run + 3)
    const used = process.cpuUsage(cpu)
    if (run < 0) continue
    walls.push(performance.now() - startedAt)
    cpuMs += (used.user + used.system) / 1000 / runs
  }
  walls.sort((a, b) => a - b)
  const at = (q: number): number => rounded(walls[Math.min(walls.length - 1, Math.floor(q * walls.length))] ?? Number.NaN)
  return { p50Ms: at(0.5), p95Ms: at(0.95), cpuMs: rounded(cpuMs) }
}

const folder = mkdtempSync(join(tmpdir(), 'outrider-bench-'))
const log = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
const retention = { rawMs: 6 * 3_600_000, minuteMs: 15 * 86_400_000, quarterMs: 365 * 86_400_000, maxBytes: 20e9 }
const store = await openStore({ folder, role: 'both', retention, now: () => end, log })
try {
  await fill(store)
  const ctx: Ctx = {
    store,
    driver: xdsDriver,
    actor: 'bench',
    staticProxies: [],
    scrapeIntervalMs: stepMs,
    now: () => end,
    newId: () => '',
  }
  let last: Awaited<ReturnType<typeof planPolicy>> | null = null
  const plan = async (run: number): Promise<void> => {
    const service = serviceName((run * 37) % services)
    const stored = await store.steer.policies.get(service)
    last = await planPolicy(ctx, { service, policy: longPolicy(service, 60), baseRevision: stored?.revision ?? 0 })
  }
  const edit = async (run: number): Promise<void> => {
    const service = serviceName((run * 53 + 11) % services)
    const stored = await store.steer.policies.get(service)
    await store.steer.transaction((tx) => tx.policies.replace(richPolicy(service, run % 100), stored?.revision ?? 0))
  }
  const ours = { 'one plan after another': await time(async () => {}, plan), 'each plan after a stored edit': await time(edit, plan) }
  const known = last as Awaited<ReturnType<typeof planPolicy>> | null
  const checks = [
    ...Object.entries(ours).map(([name, { cpuMs }]) => ({ what: `${name}: ≤ ${barMs} ms of CPU`, ok: cpuMs <= barMs })),
    {
      what: 'the plan has sentences, resources, proxies and a measured rate',
      ok:
        (known?.sentences.length ?? 0) > 49 &&
        (known?.resources.length ?? 0) > 0 &&
        known?.proxies.length === callees &&
        (known?.requestsPerSecond ?? 0) > 0,
    },
  ]
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const result = {
    name: 'plan',
    commit,
    node: process.version,
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    units: 'ms per plan; cpuMs is the mean',
    services,
    rules: 50,
    runs,
    ours,
    peer: null,
    ratio: null,
    pairs: 0,
    checks,
  }
  console.log(JSON.stringify(result, null, 2))
  if (checks.some((check) => !check.ok)) process.exitCode = 1
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
