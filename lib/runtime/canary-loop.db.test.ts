import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import { AppError } from '@/lib/errors'
import type { CanaryParameters } from '@/lib/mesh/canary'
import { startCanary } from '@/lib/operations/canaries/start'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleGauges, sampleKey, silent } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { CanaryLoop } from './canary-loop'
import { toLeasedWeights } from './desired-state'
import { Fleet } from './fleet'

const service = 'shop/reviews'
const signal = new AbortController().signal
let context: TestContext
let ctx: Ctx
let now: number
let loop: CanaryLoop
let id: string
let offers: string[][]
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  now = 1_800_000_000_000
  context = await testContext({ now: () => now })
  stops.push(() => context.close())
  ctx = { ...context.web, actor: 'ada' }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
  await ctx.store.steer.registrations.put(exampleSidecar('frontend-1'))
  const reading = { lastAnswerAt: now, missedRounds: 0, problem: null, sweepMs: 1, sweepBytes: 1 }
  ctx.store.observed.putStatus('frontend-1', { connected: true, connectionChangedAt: 1, sync: [], syncedRevision: 1, reading })
  const canary = await startCanary(ctx, { service, version: 'v2', preset: 'fast', reason: 'release 2.1' })
  id = canary.id
  await watchIt()
  loop = createLoop()
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** As it is when its first step is in force. */
async function watchIt(more: Partial<CanaryParameters> = {}): Promise<void> {
  await ctx.store.steer.transaction(async (tx) => {
    const stored = await tx.canaries.get(id)
    if (!stored) throw new Error('a canary')
    const { plan } = stored.record.state
    const parameters = { ...plan.parameters, ...more }
    const [traffic] = parameters.steps
    if (!traffic) throw new Error('a step')
    const state = {
      ...stored.record.state,
      plan: { ...plan, parameters },
      phase: { name: 'watching' as const, since: now },
      traffic,
      startedAt: now,
      inForceSince: now,
    }
    await tx.canaries.replace({ ...stored.record, state }, stored.revision)
  })
}

function createLoop(lastAliveAt = now): CanaryLoop {
  const controlPlane = createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, now: () => now, log: silent })
  const reader = createEnvoyReader({ timeoutMs: 100, maxBytes: 1_000, now: () => now })
  stops.push(
    () => controlPlane.stop(0),
    () => reader.close(),
  )
  const cohort = { kind: 'cohort' as const, header: 'x-tester', value: 'yes' }
  const overlay = { id, service, version: 'v2', baseline: 'v1', weightPercent: 0, unweighted: cohort, mode: 'lease' as const }
  const desired = { ...exampleDesired(1, exampleMesh(), [splitPolicy(service, 100, 0)]), canaries: [overlay] }
  offers = []
  const leaseWeights: ControlPlane['leaseWeights'] = (weights) => {
    offers.push(weights.map(({ canaryId }) => canaryId))
    controlPlane.leaseWeights(weights)
  }
  const spied = { ...controlPlane, leaseWeights }
  return new CanaryLoop(
    { store: ctx.store, controlPlane: spied, reader, log: silent, now: () => now, random: () => 0.5 },
    ctx,
    new Fleet(),
    {
      reconciler: { desired: () => desired, reconcile: async () => leaseWeights(toLeasedWeights(desired)), moveAhead: () => {} },
      targetOf: () => ({ ok: false, problem: null }),
      isStoreAlive: () => true,
      onRead: () => {},
    },
    lastAliveAt,
  )
}

function count(errors: number): void {
  const key = sampleKey(1, { proxyId: 'frontend-1', target: { kind: 'service', service, version: 'v2', instance: 'reviews-2' } })
  const counts = sampleCounts({ requests: 100, attemptErrors: errors })
  loop.onWindow({ proxyId: 'frontend-1', from: now - 1_000, to: now, edges: [{ key, counts, gauges: sampleGauges(), latency: [] }] })
}
const round = (): Promise<void> => loop.round(now, signal)
const errorsStored = async (): Promise<number[]> =>
  (await ctx.store.steer.canaries.ticks(id)).map(({ decided }) => decided.tick.strata.reduce((sum, { xc }) => sum + xc, 0))

describe('a canary that is to be kept without Outrider, on a step that only a lease can hold', () => {
  it('is offered as a new lease once its loss is stored, and not before', async () => {
    await watchIt({ onLeaseLost: 'keep' })
    await round()
    expect(offers.splice(0)).toEqual([[id]])
    loop.onLeaseLost({ faults: [], canaries: [id], unrenewedMs: 15_400 })
    const { transaction } = ctx.store.steer
    ctx.store.steer.transaction = async () => {
      throw new AppError('conflict', 'another runtime stepped first')
    }
    now += 1_000
    await round()
    expect(offers.splice(0)).toEqual([[id]])
    ctx.store.steer.transaction = transaction
    now += 1_000
    await round()
    expect(offers.splice(0)).toEqual([[], [id]])
  })
})

describe('a canary over a restart', () => {
  const phaseOf = async () => (await ctx.store.steer.canaries.get(id))?.record.state.phase

  it.each([
    [9_000, { name: 'watching' }],
    [12_000, { name: 'rolling_back', outcome: 'expired', text: expect.stringContaining('did not renew its lease for 12 s') }],
  ])('of %i ms goes on only where its weights surely outlasted it: they may have been renewed 5 s before', async (absenceMs, phase) => {
    const lastAliveAt = now
    now += absenceMs
    await createLoop(lastAliveAt).expireAtStart(now)
    expect(await phaseOf()).toMatchObject(phase)
  })
})

describe('a tick whose step could not be stored', () => {
  it.each([
    ['a store in trouble', 'unavailable'],
    ['another runtime that stepped first', 'conflict'],
  ] as const)('is decided when it can: %s loses no error that was counted', async (_name, code) => {
    await round()
    now += 2_000
    count(40)
    now += 5_500
    const { transaction } = ctx.store.steer
    ctx.store.steer.transaction = async () => {
      throw new AppError(code, 'the database is locked')
    }
    await round().catch(() => {})
    ctx.store.steer.transaction = transaction
    now += 1_000
    await round()
    expect(await errorsStored()).toEqual([40])
    count(2)
    now += 7_500
    await round()
    expect(await errorsStored()).toEqual([40, 2])
  })
})

describe('a round of many canaries', () => {
  it('is cut, so that who is asked something meanwhile comes first in the next one, and all have their turn', async () => {
    const stored = await ctx.store.steer.canaries.get(id)
    if (!stored) throw new Error('a canary')
    const ids = Array.from({ length: 60 }, (_, index) => `many-${String(index).padStart(2, '0')}`)
    await ctx.store.steer.transaction(async (tx) => {
      for (const other of ids) {
        const { state } = stored.record
        const plan = { ...state.plan, id: other, service: `shop/${other}` }
        const draft = { ...state, plan, phase: { name: 'draft' as const, since: now, problems: [] }, startedAt: null, inForceSince: null }
        await tx.canaries.insert({ ...stored.record, state: draft })
      }
    })
    now += 11_000
    // Whatever machine this is, each look at the time is 3 ms after the last.
    let elapsed = 0
    const watch = vi.spyOn(performance, 'now').mockImplementation(() => (elapsed += 3))
    const stepped = async () => (await ctx.store.steer.canaries.open()).filter(({ revision }) => revision > 1).length
    await round()
    expect(await stepped()).toBeGreaterThan(0)
    expect(await stepped()).toBeLessThan(ids.length)
    const last = (await ctx.store.steer.canaries.open()).findLast(({ revision }) => revision === 1)?.record.state.plan.id ?? ''
    const asked = { id: 'w1', kind: 'abort' as const, actor: 'ada', reason: 'no', at: now, answer: null }
    await ctx.store.steer.canaries.ask(last, asked)
    await round()
    expect((await ctx.store.steer.canaries.requests({ canaryId: last }))[0]?.request.answer).toMatchObject({ accepted: true })
    expect(await stepped()).toBeLessThan(ids.length)
    for (let rounds = 0; rounds < ids.length && (await stepped()) < ids.length; rounds++) await round()
    expect(await stepped()).toBe(ids.length)
    watch.mockRestore()
  })
})
