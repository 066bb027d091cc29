import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePorts } from '@/demo/find-free-ports'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { askCanary } from '@/lib/operations/canaries/ask'
import { getCanary } from '@/lib/operations/canaries/get'
import { listCanaries } from '@/lib/operations/canaries/list'
import { startCanary } from '@/lib/operations/canaries/start'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import type { FromProxies, LiveMesh, ToProxies } from './live-proxies'

type Spread = { median: number; most: number; runs: number }
export type LiveNumbers = {
  canaries: number
  callers: number
  /** Shares of one core, of this process alone, over a minute each; null where it was not to be measured. */
  cost: { idleCores: number; runningCores: number; percent: number } | null
  /** From the call that aborts until the first caller proxy has taken the leased values without it. */
  abortToPushMs: Spread
  /** From the state that asks for weight 0 until that is read back on every caller proxy: after a verdict, and after an abort. */
  verdictToZeroMs: Spread
  abortToZeroMs: Spread
}

const [services, callers, perService] = [100, 10, 5]
const minuteMs = 60_000

/** 100 canaries at once on a whole runtime with its database, each with two caller proxies that are read every 5 s; nothing else runs in this process. */
export async function measureLive(say: (text: string) => void, isCostWanted: boolean): Promise<LiveNumbers> {
  const { folder, remove } = temporaryFolder()
  const names = Array.from({ length: services }, (_, index) => `bench/s${String(index).padStart(3, '0')}`)
  const admins = await findFreePorts(
    Array.from({ length: callers }, (_, index) => `admin${index}`),
    {},
    Math.random,
  )
  const callsOf = (index: number): string[] => names.filter((_, at) => at % callers === index || at % callers === (index + 1) % callers)
  const ports = Object.fromEntries(names.map((name, index) => [name, 41_000 + 2 * index]))
  const running = await startTestRuntime({ folder, mesh: toMesh(names, ports, callsOf), env: { OUTRIDER_SCRAPE_INTERVAL: '5s' } })
  const mesh: LiveMesh = {
    xds: running.runtime.xdsAddress,
    callers: Array.from({ length: callers }, (_, index) => ({
      id: `caller-${index}`,
      service: `bench/caller${index}`,
      admin: admins[`admin${index}`] ?? 0,
      calls: callsOf(index),
    })),
    ports,
    perSecond: perService,
  }
  const child = fork(fileURLToPath(new URL('live-proxies.ts', import.meta.url)), [JSON.stringify(mesh)], { execArgv: ['--import', 'tsx'] })
  try {
    return await measure(running, child, names, say, isCostWanted)
  } finally {
    child.disconnect()
    await running.stop()
    remove()
  }
}

async function measure(
  running: TestRuntime,
  child: ChildProcess,
  names: readonly string[],
  say: (text: string) => void,
  isCostWanted: boolean,
): Promise<LiveNumbers> {
  const { ctx, store } = running
  const isConnected = () => [...store.observed.listStatus().values()].filter(({ connected }) => connected).length === callers
  await waitFor('connected callers', isConnected, 30_000)
  await waitFor('numbers', () => store.series.newest() !== null, 30_000)
  const coresNow = async (): Promise<number | null> => {
    await wait(20_000)
    return isCostWanted ? coresOver(minuteMs) : null
  }
  const idleCores = await coresNow()
  if (idleCores !== null) say(`without a canary: ${(100 * idleCores).toFixed(1)} % of a core`)
  const ids: string[] = []
  const parameters = { steps: [{ kind: 'weight', weightPercent: 50 } as const], holdSeconds: 3600 }
  for (const service of names) {
    const spec = { service, version: 'v2', baseline: 'v1', preset: 'normal', reason: 'how much does it cost?', parameters } as const
    ids.push((await startCanary(ctx, spec)).id)
  }
  const isWatching = async () => (await listCanaries(ctx, { active: true, limit: 1000 })).every(({ state }) => state === 'watching')
  await waitFor('all of them watching', isWatching, 120_000)
  const runningCores = await coresNow()
  if (runningCores !== null) say(`with ${names.length}: ${(100 * runningCores).toFixed(1)} %`)
  const pushes: number[] = []
  const aborted = ids.slice(0, 20)
  for (const [index, id] of aborted.entries()) pushes.push(await abort(running, child, id, names[index] ?? ''))
  const failed = ids.slice(20, 40)
  for (const name of names.slice(20, 40)) child.send({ kind: 'fail', service: name } satisfies ToProxies)
  const numbers = {
    canaries: names.length,
    callers,
    cost:
      idleCores === null || runningCores === null
        ? null
        : { idleCores: rounded(idleCores), runningCores: rounded(runningCores), percent: rounded(100 * (runningCores - idleCores)) },
    abortToPushMs: toSpread(pushes),
    verdictToZeroMs: toSpread(await zeroMs(running, failed)),
    abortToZeroMs: toSpread(await zeroMs(running, aborted)),
  }
  return numbers
}

async function coresOver(ms: number): Promise<number> {
  const [cpu, began] = [process.cpuUsage(), performance.now()]
  await wait(ms)
  const used = process.cpuUsage(cpu)
  return (used.user + used.system) / 1000 / (performance.now() - began)
}

async function abort({ ctx }: TestRuntime, child: ChildProcess, id: string, service: string): Promise<number> {
  child.send({ kind: 'watch', service, version: 'v2' } satisfies ToProxies)
  await wait(500)
  const moved = new Promise<number>((resolve) => {
    const listen = (message: FromProxies): void => {
      if (message.kind !== 'moved' || message.service !== service) return
      child.off('message', listen)
      resolve(message.at)
    }
    child.on('message', listen)
  })
  const began = Date.now()
  await askCanary(ctx, { id, kind: 'abort', reason: 'how fast is it?' })
  return (await moved) - began
}

/** By the canaries' own timelines, read once all have ended: what asks for them meanwhile must not be what is measured. */
async function zeroMs({ ctx, store }: TestRuntime, ids: readonly string[]): Promise<number[]> {
  const areOver = async () => {
    const open = await store.steer.canaries.open()
    return ids.every((id) => open.every(({ record: { state } }) => state.plan.id !== id || state.phase.name === 'ended'))
  }
  await waitFor('the ends', areOver, 120_000)
  const ended = await Promise.all(ids.map((id) => getCanary(ctx, { id })))
  return ended.map(({ timeline, endedAt }) => {
    const asked = timeline.find(({ to }) => to === 'rolling_back')?.at ?? Number.NaN
    return (endedAt ?? Number.NaN) - asked
  })
}

const rounded = (value: number): number => Math.round(1000 * value) / 1000

function toSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN, runs: sorted.length }
}

const toMesh = (names: readonly string[], ports: Record<string, number>, callsOf: (index: number) => string[]): MeshDocument => ({
  services: [
    ...names.map((name) => ({
      name,
      protocol: 'http' as const,
      hosts: [name.replace('/', '.')],
      versions: ['v1', 'v2'].map((version, at) => ({
        name: version,
        endpoints: [{ address: '127.0.0.1', port: (ports[name] ?? 0) + at }],
      })),
    })),
    ...Array.from({ length: callers }, (_, index) => ({
      name: `bench/caller${index}`,
      protocol: 'http' as const,
      hosts: [`caller${index}`],
      calls: callsOf(index),
      versions: [{ name: 'v1' }],
    })),
  ],
  gateways: [],
})
