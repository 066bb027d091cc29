import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { Desired } from '@/lib/control-plane/control-plane'
import { createCompileMemory } from '@/lib/control-plane/xds/compile/compile-memory'
import { createResourceEncoder } from '@/lib/control-plane/xds/resource-encoder'
import { type BuiltSnapshot, createSnapshotBuilder } from '@/lib/control-plane/xds/snapshot-builder'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { richMesh, richPolicy } from './rich-mesh'

// `npm run bench -- compile [--json] [--services 1000] [--runs 20]`: a desired state until every proxy's snapshot is encoded, without streams. Once with one
// caller that may call every service (the bar), once with a proxy per service that calls five: the same services and 1,000 proxies' lists and listeners
// beside them. Every policy has three rules and every setting of a destination. One changed policy is measured ten times as often, as it is short.
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const services = option('services', 1000)
const runs = option('runs', 20)
const warmUps = 5
const bars = { fullMs: 300, onePolicyMs: 5 }

type Cost = { p50Ms: number; p95Ms: number; cpuMs: number }
const rounded = (value: number): number => Math.round(value * 100) / 100
const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN)
}

/** Each run on its own state, made before the clock starts. */
function time(runs: number, work: (prepared: Desired) => void, prepare: () => Desired): Cost {
  const walls: number[] = []
  let cpuMs = 0
  // What earlier measurements left is not this one's to clear away.
  global.gc?.()
  for (let run = -warmUps; run < runs; run++) {
    const prepared = prepare()
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()]
    work(prepared)
    const [wallMs, used] = [performance.now() - startedAt, process.cpuUsage(cpu)]
    if (run < 0) continue
    walls.push(wallMs)
    cpuMs += (used.user + used.system) / 1000 / runs
  }
  return { p50Ms: quantile(walls, 0.5), p95Ms: quantile(walls, 0.95), cpuMs: rounded(cpuMs) }
}

/** As the store gives it after a commit: one policy is a new object, the others are the very same. */
function withOneChange(desired: Desired, step: number): Desired {
  const index = step % desired.policies.length
  const changed: Policy = richPolicy(desired.policies[index]?.policy.service ?? '', 11 + (step % 90))
  return {
    ...desired,
    revision: desired.revision + 1,
    policies: desired.policies.map((stored, at) => (at === index ? { policy: changed, revision: stored.revision + 1 } : stored)),
  }
}

function measure(desired: Desired, proxies: readonly ProxyIdentity[]) {
  const full = time(
    runs,
    (state) => {
      const builder = createSnapshotBuilder(state, createResourceEncoder())
      for (const proxy of proxies) builder.build(proxy, null)
    },
    () => structuredClone(desired),
  )
  const [encoder, memory] = [createResourceEncoder(), createCompileMemory()]
  const built = new Map<string, BuiltSnapshot>()
  const publish = (state: Desired): number => {
    const builder = createSnapshotBuilder(state, encoder, memory)
    let touched = 0
    for (const proxy of proxies) {
      const former = built.get(proxy.id) ?? null
      const next = builder.build(proxy, former)
      if (former && (next.RDS !== former.RDS || next.CDS !== former.CDS)) touched += 1
      built.set(proxy.id, next)
    }
    encoder.endRound()
    return touched
  }
  let state = desired
  publish(state)
  let [step, touched] = [0, 0]
  const onePolicy = time(
    runs * 10,
    (next) => {
      touched += publish(next)
    },
    () => {
      step += 1
      state = withOneChange(state, step)
      return state
    },
  )
  return { full, onePolicy, proxiesTouchedPerChange: touched / (runs * 10 + warmUps) }
}

const everything = richMesh(services, null)
const five = richMesh(services, 5)
const ours = {
  'one caller of every service': measure(everything.desired, everything.proxies.slice(0, 1)),
  [`${services} callers of five services each`]: measure(five.desired, five.proxies),
}
const checks = Object.entries(ours).flatMap(([name, { full, onePolicy, proxiesTouchedPerChange }], index) => [
  ...(index === 0 ? [{ what: `${name}: full compile and encode ≤ ${bars.fullMs} ms of CPU`, ok: full.cpuMs <= bars.fullMs }] : []),
  { what: `${name}: one changed policy ≤ ${bars.onePolicyMs} ms of CPU`, ok: onePolicy.cpuMs <= bars.onePolicyMs },
  { what: `${name}: every change reached a proxy`, ok: proxiesTouchedPerChange >= 1 },
])
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const result = {
  name: 'compile',
  commit,
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  units: 'ms per publication, compile and encode, no streams; cpuMs is the mean',
  services,
  runs,
  ours,
  peer: null,
  ratio: null,
  pairs: 0,
  checks,
}
console.log(JSON.stringify(result, null, 2))
if (checks.some((check) => !check.ok)) process.exitCode = 1
