import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Desired } from '@/lib/control-plane/control-plane'
import { driver } from '@/lib/control-plane/driver'
import type { Levers } from '@/lib/mesh/levers'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'
import { startSelfTest } from '@/lib/operations/self-tests/start'
import { stopSelfTest } from '@/lib/operations/self-tests/stop'
import { exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { Fleet } from './fleet'
import { SelfTestLoop } from './self-test-loop'

let context: TestContext
let ctx: Ctx
let now = 1_800_000_000_000
let loop: SelfTestLoop
let warned: string[] = []
let fleet: Fleet
const desired: Desired = { revision: 1, mesh: exampleMesh(), policies: [], instances: [], faults: [] }

beforeEach(async () => {
  context = await testContext({ now: () => now })
  ctx = { ...context.web, actor: 'ada' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
  fleet = new Fleet()
  fleet.put(exampleSidecar('frontend-1'), null)
  warned = []
  const log = { info() {}, warn: (_: object, text: string) => void warned.push(text), error() {} }
  loop = new SelfTestLoop({ store: ctx.store, controlPlane: driver, log, now: ctx.now }, ctx, fleet, () => desired)
})
afterEach(() => context.close())

const versionCounts = { v1: { requests: 500, attemptErrors: 2 }, v2: { requests: 500, attemptErrors: 2 } }
/** A window of both versions, just before the next round is due. */
function see(counts: Record<string, { requests: number; attemptErrors: number }> = versionCounts): void {
  const edges = Object.entries(counts).map(([version, of]): ProxyWindow['edges'][number] => ({
    key: sampleKey(1, { proxyId: 'frontend-1', target: { kind: 'service', service: 'shop/reviews', version, instance: null } }),
    counts: sampleCounts(of),
    gauges: sampleGauges(),
    latency: [],
  }))
  loop.onWindow({ proxyId: 'frontend-1', from: now, to: now + 15_000, edges })
  now += 15_000
}
/** One tick, and the rounds that see it. */
async function pass(counts?: Parameters<typeof see>[0]): Promise<void> {
  await loop.round(now)
  see(counts)
  await loop.round(now)
}
const only = async () => (await ctx.store.steer.selfTests.list())[0]

describe('the loop of A/A tests', () => {
  it('runs one after the other, counts false alarms, and changes nothing that proxies get', async () => {
    await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, runs: 0, waiting: null })
    for (let i = 0; i < 3; i++) await pass({ v1: { requests: 500, attemptErrors: 2 }, v2: { requests: 500, attemptErrors: 90 } })
    expect(await only()).toMatchObject({ runs: 1, falseAlarms: 1 })
    await pass()
    expect((await only())?.run).not.toBeNull()
    expect(await ctx.store.steer.revision()).toBe(1)
  })

  it('waits, in words, while a canary judges the same versions', async () => {
    await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    const overlay = { id: 'c1', service: 'shop/reviews', version: 'v2', baseline: 'v1', weightPercent: 10, mode: 'lease' } as const
    desired.canaries = [overlay]
    await pass()
    expect(await only()).toMatchObject({ ticks: 0, waiting: expect.stringContaining('a canary of v2 judges this service') })
    desired.canaries = []
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, waiting: null })
  })

  it('waits, in words, while a rule sends requests to one of both versions alone, as a canary does', async () => {
    await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    const split = splitPolicy('shop/reviews', 50, 50)
    const testers = { name: 'testers', match: { path: { prefix: '/testers' } }, backends: [{ version: 'v2', weight: 100 }] }
    const both = { ...testers, name: 'both', backends: split.rules.flatMap(({ backends }) => backends) }
    desired.policies = [{ policy: { ...split, rules: [testers, both, ...split.rules] }, revision: 2 }]
    await pass()
    expect(await only()).toMatchObject({ ticks: 0, waiting: expect.stringContaining('requests of testers go to one of both') })
    desired.policies = [{ policy: { ...split, rules: [both, ...split.rules] }, revision: 3 }]
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, waiting: null })
    desired.policies = []
  })

  it('waits, in words, beside a route of a foreign Envoy that sends to one version alone, though that Envoy is no caller that splits', async () => {
    const levers = (problem: string | null): Levers => ({
      problem,
      destinations: [{ name: 'shop/reviews|v2', hosts: [] }],
      faults: [],
      weights: [{ place: 'route testers', targets: [{ destination: 'shop/reviews|v2', weight: 100, key: null }] }],
    })
    await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    // Also where nothing of it can be changed at run time: its requests are counted all the same.
    for (const problem of [null, 'no admin layer']) {
      fleet.put(exampleSidecar('front', 'shop/front', { isStatic: true, levers: levers(problem) }), null)
      await pass()
      expect(await only()).toMatchObject({
        ticks: 0,
        waiting: expect.stringContaining('requests of route testers of front go to one of both'),
      })
    }
    fleet.remove('front')
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, waiting: null })
  })

  it('counts a tick that could not be stored as soon as it can, and an alarm once', async () => {
    await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    await pass()
    const { transaction } = ctx.store.steer
    const fails = vi.spyOn(ctx.store.steer, 'transaction').mockRejectedValue(new Error('SQLITE_BUSY'))
    const bad = { v1: { requests: 500, attemptErrors: 2 }, v2: { requests: 500, attemptErrors: 90 } }
    for (let i = 0; i < 3; i++) {
      see(bad)
      await expect(loop.round(now)).rejects.toThrow('SQLITE_BUSY')
    }
    expect(await only()).toMatchObject({ ticks: 1, runs: 0, falseAlarms: 0 })
    fails.mockImplementation(transaction)
    await loop.round(now)
    expect(await only()).toMatchObject({ runs: 1, falseAlarms: 1, lastAlarm: expect.anything() })
    expect((await only())?.ticks).toBeGreaterThan(1)
    expect(warned).toHaveLength(1)
  })

  it('keeps what was counted when it is stopped, and counts no more', async () => {
    const { id } = await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    await pass()
    await stopSelfTest(ctx, { id, reason: 'enough' })
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, run: null, stopped: { actor: 'ada', reason: 'enough' } })
  })
})
