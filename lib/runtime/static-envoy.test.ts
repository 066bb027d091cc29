import { afterEach, describe, expect, it } from 'vitest'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { listDrift } from '@/lib/operations/drift/list'
import { forecastFault } from '@/lib/operations/faults/forecast'
import { releaseFaults } from '@/lib/operations/faults/release'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { getPolicy } from '@/lib/operations/policies/get'
import { planPolicy } from '@/lib/operations/policies/plan'
import { getProxy } from '@/lib/operations/proxies/get'
import { readProxyList } from '@/lib/red-button-folder'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startRuntimeChild } from '@/lib/testing/start-runtime-child'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { faultType, idleFault, type StaticBootstrap } from '@/lib/testing/static-bootstrap'
import { startSteadyLoad } from '@/lib/testing/steady-load'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const abortHalf = { service: 'shop/reviews', abort: { percent: 50, httpStatus: 418 }, durationSeconds: 600, reason: 'a test' }

const setUp = (change: Partial<StaticBootstrap> = {}) => startStaticBench(stops, change)
const start = (options: Parameters<typeof startLooking>[1], proxies = 1) => startLooking(stops, options, proxies)

const title = `Envoys that somebody else configures${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`
describe.skipIf(noEnvoyReason)(title, { timeout: 90_000 }, () => {
  it('inject a fault by values at run time, are counted, and are clean when it is stopped', async () => {
    const { folder, envoy, mesh, targets, send } = await setUp()
    const { ctx, store } = await start({ folder, mesh, targets })
    await expect(startFault(ctx, abortHalf)).rejects.toThrow('would not end by itself if Outrider died: front-1')
    expect(await forecastFault(ctx, abortHalf)).toMatchObject({ proxies: ['front-1'], unleased: expect.stringContaining('front-1') })
    const fault = await startFault(ctx, { ...abortHalf, withoutLease: true })
    await waitFor('it is loaded', async () => (await store.steer.faults.get(fault.id))?.evidence[0]?.at.loaded, 10_000)
    expect(await valuesOf(envoy)).toEqual({
      'fault.http.abort.abort_percent': '50',
      'fault.http.abort.http_status': '418',
      'fault.http.max_active_faults': '100',
    })
    const { byStatus } = await send(400)
    expect(Math.abs((byStatus[418] ?? 0) - 200)).toBeLessThan(60)
    const injecting = await waitFor(
      'it injects',
      async () => {
        await send(20)
        const now = await store.steer.faults.get(fault.id)
        return now?.state === 'injecting' && now.injected.aborts > 100 && now
      },
      20_000,
    )
    expect(injecting.evidence).toMatchObject([{ proxyId: 'front-1', stage: 'observed' }])
    await stopFault(ctx, { id: fault.id, reason: 'seen' })
    const ended = await waitFor(
      'it has ended',
      async () => {
        const now = await store.steer.faults.get(fault.id)
        return now?.state === 'ended' && now
      },
      20_000,
    )
    expect(ended.outcome).toBe('stopped')
    expect(await valuesOf(envoy)).toEqual({})
    expect((await send(100)).byStatus).toEqual({ 200: 100 })
    expect(ended.injected.aborts).toBe(await envoy.stat('http.egress.fault.aborts_injected'))
  })

  it('are cleaned when Outrider comes back after kill -9 in mid-fault, and it says so', async () => {
    const { folder, envoy, mesh, targets, send } = await setUp()
    const child = await startRuntimeChild({ folder, xds: '127.0.0.1:0', mesh, targets })
    stops.push(child.kill)
    const id = await waitFor('a fault', () =>
      child.startFault({ ...abortHalf, abort: { percent: 100 }, withoutLease: true }).catch(() => null),
    )
    await waitFor('only 503', async () => JSON.stringify((await send(20)).byStatus) === '{"503":20}', 20_000)
    await child.kill()
    // Nothing in the proxy ends by itself: that is what has to be acknowledged.
    expect((await send(20)).byStatus).toEqual({ 503: 20 })
    const { store } = await start({ folder, targets, now: () => Date.now() + 60_000 })
    await waitFor('clean', async () => Object.keys(await valuesOf(envoy)).length === 0, 10_000)
    expect((await send(50)).byStatus).toEqual({ 200: 50 })
    const rows = await store.steer.audit.entries({ after: 0, limit: 100 })
    expect(rows.find(({ action }) => action === 'runtime:cleared')).toMatchObject({
      subject: 'front-1',
      outcome: expect.stringContaining(id),
    })
    await waitFor('ended', async () => (await store.steer.faults.get(id))?.state === 'ended', 40_000)
    expect(await store.steer.faults.get(id)).toMatchObject({
      outcome: 'expired',
      stateReason: expect.stringMatching(
        /away for \d+ s: on front-1 nothing ends the fault but Outrider.*while Outrider was away is not counted$/,
      ),
      injected: { isPartial: true },
    })
  })

  it('shift weights by values at run time, prove them, and leave what nobody edited as it was', async () => {
    const { folder, envoy, mesh, targets, send } = await setUp()
    const { ctx, store } = await start({ folder, mesh, targets })
    expect(await valuesOf(envoy)).toEqual({})
    const plan = await planPolicy(ctx, { service: 'shop/reviews', policy: splitPolicy('shop/reviews', 70, 30), baseRevision: 1 })
    expect(plan.proxies).toMatchObject([{ id: 'front-1' }])
    expect(plan.resources.map(({ name }) => name)).toEqual([
      'admin layer of front-1: split.reviews.reviews_v1',
      'admin layer of front-1: split.reviews.reviews_v2',
    ])
    const shift = async (v1: number, v2: number, baseRevision: number) => {
      const policy = splitPolicy('shop/reviews', v1, v2)
      const { id } = await applyPolicy(ctx, { service: 'shop/reviews', policy, baseRevision, reason: 'a test' })
      await waitFor('in force', async () => (await store.steer.changes.get(id))?.state === 'in_force', 15_000)
      return id
    }
    const id = await shift(70, 30, 1)
    const { byBody } = await send(1_000)
    expect(Math.abs((byBody.v2 ?? 0) - 300)).toBeLessThan(75)
    await waitFor(
      'observed',
      async () => {
        await send(50)
        return (await store.steer.changes.get(id))?.evidence[0]?.stage === 'observed'
      },
      20_000,
    )
    await shift(100, 0, 2)
    // That is what its own configuration says: nothing of ours is left there.
    expect(await valuesOf(envoy)).toEqual({})
    expect((await send(100)).byBody).toEqual({ v1: 100 })
    const timed = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], timeout: '3s' }] }
    const refused = applyPolicy(ctx, { service: 'shop/reviews', policy: timed, baseRevision: 3, reason: 'a test' })
    await expect(refused).rejects.toThrow('timeout: front-1 is configured by somebody else')
  })

  it('refuse what would reach further than asked, and what their configuration has no room for, each with its reason', async () => {
    const { folder, mesh, targets } = await setUp({
      routes: [
        { prefix: '/ratings', clusters: [{ name: 'ratings_all' }] },
        { prefix: '/', clusters: [{ name: 'reviews_v1' }] },
      ],
      fault: { '@type': faultType, abort: { http_status: 503, percentage: { numerator: 0 } } },
    })
    const { ctx } = await start({ folder, mesh, targets })
    await expect(startFault(ctx, abortHalf)).rejects.toThrow('fault.http.abort.abort_percent also governs requests to shop/ratings@v1')
    const delay = { ...abortHalf, abort: undefined, delay: { percent: 5, fixedDelayMs: 100 } }
    await expect(startFault(ctx, delay)).rejects.toThrow('has no fixed delay')
    const { abilities } = await getProxy(ctx, { id: 'front-1' })
    const reasonOf = (service: string, feature: string) =>
      abilities.find((ability) => ability.service === service && ability.feature === feature)?.reason
    expect(reasonOf('shop/reviews', 'weights')).toContain('name one destination and no weights')
    expect(reasonOf('shop/reviews', 'fault.abort')).toContain('would reach further than asked')
    expect(reasonOf('shop/ratings', 'fault.delay')).toContain('has no fixed delay')
    const { capabilities } = await getPolicy(ctx, { service: 'shop/reviews' })
    expect(capabilities.find(({ feature }) => feature === 'fault.abort')).toMatchObject({ supported: false })
  })

  it('take a fault of one route by the keys of its own configuration, in parts of a million', async () => {
    const own = {
      ...idleFault,
      abort_percent_runtime: 'mine.percent',
      abort_http_status_runtime: 'mine.status',
      max_active_faults_runtime: 'mine.limit',
    }
    const { folder, envoy, mesh, targets, send } = await setUp({
      routes: [
        { prefix: '/ratings', clusters: [{ name: 'ratings_all' }] },
        { prefix: '/', clusters: [{ name: 'reviews_v1' }], fault: own },
      ],
    })
    const { ctx, store } = await start({ folder, mesh, targets })
    const spec = { ...abortHalf, abort: { percent: 12.5, httpStatus: 429 }, maxActive: 7, withoutLease: true }
    const { id } = await startFault(ctx, spec)
    await waitFor('it is loaded', async () => (await store.steer.faults.get(id))?.evidence[0]?.at.loaded, 10_000)
    expect(await valuesOf(envoy)).toEqual({
      'mine.percent': '{numerator: 125000, denominator: MILLION}',
      'mine.status': '429',
      'mine.limit': '7',
    })
    const aborted = (await send(1_000)).byStatus[429] ?? 0
    expect(Math.abs(aborted - 125)).toBeLessThan(55)
    expect((await send(100, '/ratings')).byStatus).toEqual({ 200: 100 })
  })

  it('without an admin layer are looked at, and say why nothing can be changed', async () => {
    const { folder, mesh, targets } = await setUp({ layers: [{ name: 'static', static_layer: {} }] })
    const { ctx } = await start({ folder, mesh, targets })
    expect((await getProxy(ctx, { id: 'front-1' })).abilities).toMatchObject([
      { service: null, supported: false, reason: expect.stringContaining('no admin layer') },
    ])
    expect(await forecastFault(ctx, abortHalf)).toMatchObject({ proxies: [], unleased: null })
  })

  it('keep a value that somebody else set, and Outrider says whose it is', async () => {
    const { folder, envoy, mesh, targets } = await setUp()
    await envoy.post('/runtime_modify?fault.http.abort.abort_percent=1')
    const { ctx, store } = await start({ folder, mesh, targets })
    const { id } = await startFault(ctx, { ...abortHalf, withoutLease: true })
    const words = 'fault.http.abort.abort_percent = 1 stands in its admin layer, set by somebody else'
    await waitFor('refused', async () => (await store.steer.faults.get(id))?.evidence[0]?.reason?.includes(words), 10_000)
    await stopFault(ctx, { id, reason: 'a test' })
    await waitFor('ended', async () => (await store.steer.faults.get(id))?.state === 'ended', 30_000)
    expect(await valuesOf(envoy)).toEqual({ 'fault.http.abort.abort_percent': '1' })
  })

  it('are found to inject what no fault of Outrider owns, by a layer or by their own configuration; what Outrider holds itself is none of it', async () => {
    const { folder, mesh, targets } = await setUp({
      fault: { ...idleFault, delay: { fixed_delay: '0.01s', percentage: { numerator: 3 } } },
      layers: [
        { name: 'base', static_layer: { fault: { http: { abort: { abort_percent: 2 } } } } },
        { name: 'mine', admin_layer: {} },
      ],
    })
    const { ctx } = await start({ folder, mesh, targets })
    const found = async () => (await listDrift(ctx, { ignored: false })).map(({ kind, subject }) => `${kind} ${subject}`).sort()
    await waitFor('both', async () => (await found()).length === 2, 20_000)
    expect(await found()).toEqual(['foreign_fault fault.http.abort.abort_percent', 'foreign_fault outgoing, all, route 1: delay'])
    const [drift] = await listDrift(ctx, { ignored: false })
    expect(drift?.overwrite).toMatchObject({ possible: false, reason: expect.stringContaining('take it out there') })
    await startFault(ctx, { ...abortHalf, withoutLease: true })
    await waitFor('the fault owns it', async () => (await found()).join() === 'foreign_fault outgoing, all, route 1: delay', 30_000)
  })

  it('obey the red button, which gives the limit back when it is released', async () => {
    const { folder, envoy, mesh, targets, send } = await setUp()
    const { ctx, store } = await start({ folder, mesh, targets })
    const { id } = await startFault(ctx, { ...abortHalf, abort: { percent: 100 }, withoutLease: true })
    await waitFor('only 503', async () => JSON.stringify((await send(20)).byStatus) === '{"503":20}', 10_000)
    await stopAllFaults(ctx, { reason: 'incident' })
    await waitFor('only 200', async () => JSON.stringify((await send(20)).byStatus) === '{"200":20}', 5_000)
    await waitFor('ended', async () => (await store.steer.faults.get(id))?.state === 'ended', 30_000)
    await waitFor('the limit', async () => JSON.stringify(await valuesOf(envoy)) === '{"fault.http.max_active_faults":"0"}', 20_000)
    expect(readProxyList(folder).proxies).toMatchObject([{ id: 'front-1' }])
    await releaseFaults(ctx, { reason: 'over' })
    await waitFor('clean', async () => Object.keys(await valuesOf(envoy)).length === 0, 10_000)
  })

  it('take a canary that is said to keep its weight, judge it, and go back to what they split by before', async () => {
    const { folder, envoy, mesh, targets, listen, v2 } = await setUp()
    const load = startSteadyLoad(listen, 'anything', 200)
    stops.push(load.stop)
    const { ctx, store } = await start({ folder, mesh, targets })
    await waitFor('numbers', () => store.series.newest() !== null)
    const spec = { service: 'shop/reviews', version: 'v2', baseline: 'v1', preset: 'fast' as const, reason: 'release 2.1' }
    await expect(startCanary(ctx, spec)).rejects.toThrow('could not end by itself: front-1: a weight in an admin runtime layer')
    const parameters = { onLeaseLost: 'keep' as const, steps: [{ kind: 'weight' as const, weightPercent: 50 }], holdSeconds: 600 }
    const { id } = await startCanary(ctx, { ...spec, parameters })
    await waitFor('both versions', () => load.answers(Date.now() - 500).some(({ body }) => body === 'v2'), 20_000)
    const state = async () => (await getCanary(ctx, { id })).state
    await waitFor('watching', async () => (await state()) === 'watching', 20_000)
    await v2.stop()
    await waitFor('rolled back', async () => (await state()) === 'ended', 60_000)
    expect(await getCanary(ctx, { id })).toMatchObject({ outcome: 'rolled_back', weight: 0 })
    await waitFor('clean', async () => Object.keys(await valuesOf(envoy)).length === 0, 10_000)
  })

  it('are written to again when they start anew in mid-fault, and are clean when Outrider stops in order', async () => {
    const { folder, envoy, mesh, targets, send, restart } = await setUp()
    const { ctx, runtime } = await start({ folder, mesh, targets })
    await startFault(ctx, { ...abortHalf, abort: { percent: 100 }, withoutLease: true })
    const only = (status: number) =>
      waitFor(`only ${status}`, async () => JSON.stringify((await send(20).catch(() => null))?.byStatus) === `{"${status}":20}`, 15_000)
    await only(503)
    await envoy.stop()
    const again = await restart()
    await only(503)
    await runtime.stop()
    expect(await valuesOf(again)).toEqual({})
    await only(200)
  })
})
