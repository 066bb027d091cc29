import { execFileSync, fork } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Desired } from '@/lib/control-plane/control-plane'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import type { MeshDocument } from '@/lib/mesh/mesh-document'

// `npm run bench -- push [--json] [--services 50] [--pushes 10]`: a change until every stream has received it. The streams live in another process; CPU is
// that of this process alone, clients not included. There is no peer in the run: go-control-plane's figures beside it are quoted, from another machine.
type Message = { kind: 'ready' | 'armed' | 'done'; received: number[]; bytes: number; violations: number; cpuMs: number }
type Push = { p50Ms: number; p99Ms: number; cpuMs: number; clientCpuMs: number; publishMs: number; bytesPerStream: number }

const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const services = option('services', 50)
const pushes = option('pushes', 10)
let violations = 0

function desired(revision: number, weight: number, endpointPort: number): Desired {
  const names = Array.from({ length: services }, (_, index) => `bench/service-${String(index).padStart(4, '0')}`)
  const versions = (index: number) =>
    ['v1', 'v2'].map((name, at) => ({
      name,
      endpoints: [0, 1, 2].map((host) => ({ address: `10.${at}.${index % 250}.${host + 1}`, port: endpointPort })),
    }))
  const mesh: MeshDocument = {
    services: [
      ...names.map((name, index) => ({ name, protocol: 'http' as const, hosts: [name.replace('/', '.')], versions: versions(index) })),
      { name: 'bench/caller', protocol: 'http', hosts: ['caller'], calls: names, versions: [{ name: 'v1' }] },
    ],
    gateways: [],
  }
  const policies = names.map((service, index) => ({
    revision: 1,
    policy: {
      service,
      rules: [
        {
          name: 'default',
          backends: [
            { version: 'v1', weight: index === 0 ? 100 - weight : 90 },
            { version: 'v2', weight: index === 0 ? weight : 10 },
          ],
        },
      ],
      destination: { circuitBreaker: { maxRequests: 1000 + endpointPort } },
    },
  }))
  return { revision, mesh, policies, instances: [], faults: [] }
}

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const used = process.cpuUsage(since)
  return (used.user + used.system) / 1000
}
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
const median = (values: number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  )
const rounded = (value: number): number => Math.round(value * 10) / 10

async function measure(streams: number): Promise<object> {
  const plane = createControlPlane({
    listen: '127.0.0.1:0',
    isStoreAlive: () => true,
    now: Date.now,
    log: { info: () => undefined, warn: console.error },
  })
  plane.publish(desired(1, 10, 80))
  const { address } = await plane.start()
  const names = Array.from({ length: services }, (_, index) =>
    ['v1', 'v2'].map((version) => `bench/service-${String(index).padStart(4, '0')}|${version}`),
  ).flat()
  const beforeSync = process.cpuUsage()
  const child = fork(fileURLToPath(new URL('push/clients.ts', import.meta.url)), [JSON.stringify({ address, streams, names })], {
    execArgv: ['--import', 'tsx'],
  })
  const told = (kind: Message['kind']): Promise<Message> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the clients did not say ${kind} within 120 s`)), 120_000)
      const onMessage = (message: Message): void => {
        if (message.kind !== kind) return
        clearTimeout(timer)
        child.off('message', onMessage)
        resolve(message)
      }
      child.on('message', onMessage)
    })
  await told('ready')
  const firstSyncCpuMs = cpuMs(beforeSync)
  let revision = 1
  const push = async (next: (revision: number) => Desired): Promise<Push> => {
    const armed = told('armed')
    child.send('arm')
    await armed
    await new Promise((resolve) => setTimeout(resolve, 100))
    const value = next(++revision)
    const done = told('done')
    const [cpu, startedAt] = [process.cpuUsage(), performance.timeOrigin + performance.now()]
    plane.publish(value)
    const publishMs = performance.timeOrigin + performance.now() - startedAt
    const message = await done
    violations += message.violations
    const sorted = message.received.map((at) => at - startedAt).sort((a, b) => a - b)
    return {
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      cpuMs: cpuMs(cpu),
      clientCpuMs: message.cpuMs,
      publishMs,
      bytesPerStream: message.bytes / streams,
    }
  }
  const series = async (next: (revision: number) => Desired): Promise<object> => {
    await push(next)
    const results: Push[] = []
    for (let round = 0; round < pushes; round += 1) results.push(await push(next))
    const of = (key: keyof Push): number => rounded(median(results.map((result) => result[key])))
    return {
      p50Ms: of('p50Ms'),
      p99Ms: of('p99Ms'),
      cpuMs: of('cpuMs'),
      clientCpuMs: of('clientCpuMs'),
      publishMs: of('publishMs'),
      bytesPerStream: of('bytesPerStream'),
    }
  }
  const oneWeight = await series((at) => desired(at, at % 100, 80))
  const everything = await series((at) => desired(at, at % 100, 80 + at))
  child.kill()
  await plane.stop(0)
  return {
    streams,
    services,
    firstSyncCpuMs: rounded(firstSyncCpuMs),
    oneWeight,
    everything,
    rssMiB: rounded(process.memoryUsage().rss / 2 ** 20),
  }
}

const ours = [await measure(100), await measure(500)]
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
console.log(
  JSON.stringify(
    {
      name: 'push',
      commit,
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      units: {
        p50Ms: 'ms, median of the pushes',
        p99Ms: 'ms, median of the pushes',
        cpuMs: 'ms of the server process per push',
        clientCpuMs: 'ms of the one process that plays all proxies',
      },
      ours,
      peer: null,
      ratio: null,
      pairs: 0,
      reference: {
        note: 'go-control-plane 0.14.0, 500 streams, 50 services, quoted from another machine and sitting: not a comparison',
        snapshot: { oneWeight: { p99Ms: 90, cpuMs: 118 }, everything: { cpuMs: 710 } },
        linear: { oneWeight: { p99Ms: 39, cpuMs: 38 }, everything: { cpuMs: 229 } },
      },
      checks: { pushesPerSeries: pushes, protocolViolations: violations },
    },
    null,
    2,
  ),
)
if (violations > 0) process.exitCode = 1
