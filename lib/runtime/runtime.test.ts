import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { releaseFaults } from '@/lib/operations/faults/release'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { type AnsweringApp, startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Bench = {
  folder: string
  v1: AnsweringApp
  v2: AnsweringApp
  envoy: RealEnvoy
  outbound: number
  running: TestRuntime
  restart(now?: () => number): Promise<void>
}

async function setUp(): Promise<Bench> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const [v1, v2] = [await startAnsweringApp('v1'), await startAnsweringApp('v2')]
  stops.push(v1.stop, v2.stop)
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
  const bench: Partial<Bench> = { folder, v1, v2, outbound: ports.outbound ?? 0 }
  let running = await startTestRuntime({ folder, mesh, xds: at('xds') })
  stops.push(() => running.stop())
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: at('xds'),
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: `127.0.0.1:${v1.endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  stops.push(envoy.stop)
  const synced = () =>
    waitFor('the proxy in sync', async () =>
      [...running.store.observed.listStatus().values()].some((status) => status.connected && status.syncedRevision > 0),
    )
  await synced()
  return {
    ...bench,
    folder,
    v1,
    v2,
    envoy,
    outbound: ports.outbound ?? 0,
    get running() {
      return running
    },
    async restart(now) {
      await running.stop()
      running = await startTestRuntime({ folder, xds: at('xds'), ...(now && { now }) })
      await synced()
    },
  }
}

describe.skipIf(noEnvoyReason)(`the runtime with a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('proves a shift from stored to observed by what the proxy runs and where its requests go', async () => {
    const bench = await setUp()
    const { ctx, store } = bench.running
    const change = await applyPolicy(ctx, {
      service: 'shop/reviews',
      policy: splitPolicy('shop/reviews', 40, 60),
      baseRevision: 1,
      reason: 'a test',
    })
    expect(change.evidence.map((row) => row.stage)).toEqual(['stored'])
    const inForce = await waitFor('in force', async () => {
      const stored = await store.steer.changes.get(change.id)
      return stored?.state === 'in_force' && stored
    })
    expect(inForce.evidence[0]?.at.loaded).toBeGreaterThanOrEqual(inForce.evidence[0]?.at.accepted ?? Number.NaN)
    const observed = await waitFor(
      'observed',
      async () => {
        const tally = await sendRequests(bench.outbound, { count: 100, host: 'reviews' })
        expect(tally.byStatus).toEqual({ 200: 100 })
        return (await store.steer.changes.get(change.id))?.inForce.observed === 1
      },
      20_000,
    )
    expect(observed).toBe(true)
    expect(bench.v2.requests / (bench.v1.requests + bench.v2.requests)).toBeGreaterThan(0.5)
  })

  it('injects a fault, counts it, stops it and says ended only when the proxy is proved clean', async () => {
    const bench = await setUp()
    const { ctx, store } = bench.running
    const started = await startFault(ctx, {
      service: 'shop/reviews',
      abort: { percent: 50, httpStatus: 503 },
      durationSeconds: 60,
      reason: 'a test',
    })
    const fault = async () => store.steer.faults.get(started.id)
    await waitFor(
      'injecting',
      async () => (await sendRequests(bench.outbound, { count: 40, host: 'reviews' })) && (await fault())?.state === 'injecting',
      20_000,
    )
    await stopFault(ctx, { id: started.id, reason: 'enough' })
    const stoppedAt = Date.now()
    await waitFor(
      'clean answers',
      async () => (await sendRequests(bench.outbound, { count: 40, host: 'reviews' })).byStatus[200] === 40,
      3_000,
    )
    expect(Date.now() - stoppedAt).toBeLessThan(2_000)
    const ended = await waitFor('ended', async () => ((await fault())?.state === 'ended' ? fault() : null), 20_000)
    expect(ended).toMatchObject({ outcome: 'stopped' })
    // 0.7 to 1.4 s; the bound leaves room for a machine that is busy.
    expect((ended.endedAt ?? Number.NaN) - (ended.stopping?.at ?? Number.NaN)).toBeLessThan(4_000)
    expect(ended.injected.aborts).toBe(await injectedAborts(bench.envoy))
  })

  it('keeps a fault over a short absence and ends it as expired after a long one', async () => {
    const bench = await setUp()
    const started = await startFault(bench.running.ctx, {
      service: 'shop/reviews',
      abort: { percent: 100, httpStatus: 503 },
      durationSeconds: 600,
      reason: 'a test',
    })
    const failing = () =>
      waitFor('failing', async () => (await sendRequests(bench.outbound, { count: 10, host: 'reviews' })).byStatus[503] === 10)
    await failing()
    await bench.restart()
    await failing()
    expect((await bench.running.store.steer.faults.get(started.id))?.outcome).toBeNull()
    await bench.restart(() => Date.now() + 60_000)
    await waitFor('healthy', async () => (await sendRequests(bench.outbound, { count: 10, host: 'reviews' })).byStatus[200] === 10)
    const ended = await waitFor(
      'ended',
      async () => {
        const fault = await bench.running.store.steer.faults.get(started.id)
        return fault?.state === 'ended' && fault
      },
      20_000,
    )
    expect(ended.outcome).toBe('expired')
  })

  it('stops everything at the red button, also through the admin page, and injects again after a release', async () => {
    const bench = await setUp()
    const { ctx, store } = bench.running
    const spec = { service: 'shop/reviews', abort: { percent: 100, httpStatus: 503 }, durationSeconds: 60, reason: 'a test' }
    await startFault(ctx, spec)
    const answers = async () => (await sendRequests(bench.outbound, { count: 10, host: 'reviews' })).byStatus
    await waitFor('failing', async () => (await answers())[503] === 10)
    const { stopped } = await stopAllFaults(ctx, { reason: 'incident' })
    expect(stopped).toHaveLength(1)
    await waitFor('healthy', async () => (await answers())[200] === 10)
    await waitFor('the admin layer', async () => (await bench.envoy.page('/runtime')).includes('fault.http.max_active_faults'))
    await expect(startFault(ctx, spec)).rejects.toMatchObject({ code: expect.stringMatching(/conflict|rejected/) })
    await releaseFaults(ctx, { reason: 'over' })
    await waitFor('the admin layer empty', async () => !(await bench.envoy.page('/runtime')).includes('fault.http.max_active_faults'))
    await waitFor('ended', async () => (await store.steer.faults.list({ active: true, limit: 10 })).length === 0, 20_000)
    await startFault(ctx, spec)
    await waitFor('failing again', async () => (await answers())[503] === 10)
  })
})

async function injectedAborts(envoy: RealEnvoy): Promise<number> {
  return envoy.stat('http.outbound.fault.aborts_injected')
}

describe('the runtime', () => {
  it('starts and stops ten times and leaves nothing open', async () => {
    const { folder, remove } = temporaryFolder()
    stops.push(remove)
    const round = async () => (await startTestRuntime({ folder })).stop()
    await round()
    const before = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length
    for (let i = 0; i < 9; i++) await round()
    const after = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length
    expect(after).toBeLessThanOrEqual(before)
  })
})
