import { afterEach, describe, expect, it } from 'vitest'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { actOnDrift } from '@/lib/operations/drift/act'
import { listDrift } from '@/lib/operations/drift/list'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { startSteadyLoad } from '@/lib/testing/steady-load'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const title = `drift of an Envoy that somebody else configures${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`
describe.skipIf(noEnvoyReason)(title, { timeout: 90_000 }, () => {
  it('is found beside values that Outrider holds itself: a key of somebody else, a foreign abort, and a weight that was changed', async () => {
    const { folder, envoy, mesh, targets } = await startStaticBench(stops)
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets })
    const policy = splitPolicy('shop/reviews', 70, 30)
    const { id } = await applyPolicy(ctx, { service: 'shop/reviews', policy, baseRevision: 1, reason: 'a test' })
    await waitFor('in force', async () => (await store.steer.changes.get(id))?.state === 'in_force', 15_000)
    const found = async () => (await listDrift(ctx, { ignored: false })).map(({ kind, subject }) => `${kind} ${subject}`).sort()
    // A whole look at what Outrider holds, so that only a glance can find the rest.
    await envoy.post('/runtime_modify?some.key=3')
    await waitFor('the key', async () => (await found()).join() === 'runtime_override some.key', 25_000)
    await envoy.post('/runtime_modify?split.reviews.reviews_v1=20&split.reviews.reviews_v2=80&fault.http.abort.abort_percent=10')
    const all = ['fault.http.abort.abort_percent', 'some.key', 'split.reviews.reviews_v1', 'split.reviews.reviews_v2']
    await waitFor('all', async () => (await found()).join() === all.map((key) => `runtime_override ${key}`).join(), 25_000)
    expect((await listDrift(ctx, { ignored: false })).map(({ overwrite }) => overwrite.possible)).toEqual([true, true, true, true])
    await envoy.post('/runtime_modify?some.key=4')
    const sentences = async () => (await listDrift(ctx, { ignored: false })).map(({ sentence }) => sentence).join()
    await waitFor('the new value', async () => (await sentences()).includes('some.key = 4'), 25_000)
  })

  it('holds a canary whose weight was in force, and sets it again where the foreign value is taken out', async () => {
    const { folder, envoy, mesh, targets, listen } = await startStaticBench(stops)
    const load = startSteadyLoad(listen, 'anything', 100)
    stops.push(load.stop)
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets })
    await waitFor('numbers', () => store.series.newest() !== null)
    const parameters = { onLeaseLost: 'keep' as const, steps: [{ kind: 'weight' as const, weightPercent: 50 }], holdSeconds: 600 }
    const spec = { service: 'shop/reviews', version: 'v2', baseline: 'v1', preset: 'fast' as const, reason: 'release 2.1' }
    const { id } = await startCanary(ctx, { ...spec, parameters })
    const state = async () => {
      const { state: name, hold } = await getCanary(ctx, { id })
      return hold ? `${name} ${hold.cause}` : name
    }
    await waitFor('watching', async () => (await state()) === 'watching', 30_000)
    await envoy.post('/runtime_modify?split.reviews.reviews_v1=20&split.reviews.reviews_v2=80')
    await waitFor('held', async () => (await state()) === 'held drift', 30_000)
    const keys = ['split.reviews.reviews_v1', 'split.reviews.reviews_v2']
    const drifts = () => listDrift(ctx, { ignored: false })
    await waitFor(
      'both drifts',
      async () =>
        (await drifts())
          .map(({ subject }) => subject)
          .sort()
          .join() === keys.join(),
      30_000,
    )
    expect(await state()).toBe('held drift')
    for (const drift of await drifts()) {
      expect(drift.overwrite).toEqual({ possible: true })
      await actOnDrift(ctx, { id: drift.id, action: 'overwrite', reason: 'a test' })
    }
    await waitFor('watching again', async () => (await state()) === 'watching', 30_000)
    expect(await valuesOf(envoy)).toEqual(Object.fromEntries(keys.map((key) => [key, '50'])))
  })
})
