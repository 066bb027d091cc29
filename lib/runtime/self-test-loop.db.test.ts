import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Desired } from '@/lib/control-plane/control-plane'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'
import { startSelfTest } from '@/lib/operations/self-tests/start'
import { stopSelfTest } from '@/lib/operations/self-tests/stop'
import { exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { Fleet } from './fleet'
import { SelfTestLoop } from './self-test-loop'

let context: TestContext
let ctx: Ctx
let now = 1_800_000_000_000
let loop: SelfTestLoop
const desired: Desired = { revision: 1, mesh: exampleMesh(), policies: [], instances: [], faults: [] }

beforeEach(async () => {
  context = await testContext({ now: () => now })
  ctx = { ...context.web, actor: 'ada' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
  const fleet = new Fleet()
  fleet.put(exampleSidecar('frontend-1'), null)
  const log = { info() {}, warn() {}, error() {} }
  loop = new SelfTestLoop({ store: ctx.store, controlPlane: xdsDriver, log, now: ctx.now }, ctx, fleet, () => desired)
})
afterEach(() => context.close())

const versionCounts = { v1: { requests: 500, attemptErrors: 2 }, v2: { requests: 500, attemptErrors: 2 } }
/** One tick: a window of both versions, and the rounds that see it. */
async function pass(counts: Record<string, { requests: number; attemptErrors: number }> = versionCounts): Promise<void> {
  const edges = Object.entries(counts).map(([version, of]): ProxyWindow['edges'][number] => ({
    key: sampleKey(1, { proxyId: 'frontend-1', target: { kind: 'service', service: 'shop/reviews', version, instance: null } }),
    counts: sampleCounts(of),
    gauges: sampleGauges(),
    latency: [],
  }))
  await loop.round(now)
  loop.onWindow({ proxyId: 'frontend-1', from: now, to: now + 15_000, edges })
  now += 15_000
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

  it('keeps what was counted when it is stopped, and counts no more', async () => {
    const { id } = await startSelfTest(ctx, { service: 'shop/reviews', versions: ['v1', 'v2'], reason: 'is it honest?' })
    await pass()
    await stopSelfTest(ctx, { id, reason: 'enough' })
    await pass()
    expect(await only()).toMatchObject({ ticks: 1, run: null, stopped: { actor: 'ada', reason: 'enough' } })
  })
})
