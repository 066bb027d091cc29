import { afterEach, expect, it } from 'vitest'
import { startFault } from '@/lib/operations/faults/start'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { planPolicy } from '@/lib/operations/policies/plan'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

it.skipIf(noEnvoyReason)(
  'a foreign Envoy is left as it was at a stop in order, weights and faults, and has its weights again after the next start',
  { timeout: 90_000 },
  async () => {
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops)
    // Its store is needed by the second one.
    const own: typeof stops = []
    const first = await startLooking(own, { folder, mesh, targets })
    const stopFirst = async () => {
      for (const stop of own.splice(0)) await stop()
    }
    stops.push(stopFirst)
    const policy = splitPolicy('shop/reviews', 50, 50)
    const edit = { service: 'shop/reviews', policy, baseRevision: 1 }
    const { warnings } = await planPolicy(first.ctx, edit)
    expect(warnings.find(({ rule }) => rule === 'weights_not_kept')?.message).toBe(
      "front-1: while Outrider is stopped the proxy's own weights hold",
    )
    const { id } = await applyPolicy(first.ctx, { ...edit, reason: 'a test' })
    await waitFor('in force', async () => (await first.store.steer.changes.get(id))?.state === 'in_force', 15_000)
    const spec = { service: 'shop/reviews', abort: { percent: 100 }, durationSeconds: 600, reason: 'a test', withoutLease: true }
    await startFault(first.ctx, spec)
    await waitFor('only 503', async () => (await send(20)).byStatus[503] === 20, 15_000)
    await stopFirst()
    expect(await valuesOf(envoy)).toEqual({})
    expect(await send(100)).toMatchObject({ byStatus: { 200: 100 }, byBody: { v1: 100 } })
    const second = await startLooking(stops, { folder, targets, now: () => Date.now() + 3_600_000 })
    const set = { 'split.reviews.reviews_v1': '50', 'split.reviews.reviews_v2': '50' }
    await waitFor('set again', async () => JSON.stringify(await valuesOf(envoy)) === JSON.stringify(set), 15_000)
    expect(Math.abs(((await send(400)).byBody.v2 ?? 0) - 200)).toBeLessThan(60)
    expect(await second.store.steer.changes.get(id)).toMatchObject({ state: 'in_force' })
  },
)
