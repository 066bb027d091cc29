import { afterEach, describe, expect, it } from 'vitest'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { getProxy } from '@/lib/operations/proxies/get'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import type { StaticRoute } from '@/lib/testing/static-bootstrap'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const gated = (numerator: number, key = 'split.fraction'): StaticRoute => ({
  prefix: '/',
  clusters: [{ name: 'reviews_v2' }],
  fraction: { key, numerator, denominator: 'MILLION' },
})
const rest: StaticRoute = { prefix: '/', clusters: [{ name: 'reviews_v1' }] }

const title = `Envoys that somebody else configures, and that split by runtime_fraction${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`
describe.skipIf(noEnvoyReason)(title, { timeout: 90_000 }, () => {
  it('take weights by its value, prove them, and keep no value where their own configuration says the same', async () => {
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops, { routes: [gated(200_000), rest] })
    const own = (await send(1_000)).byBody
    expect(Math.abs((own.v2 ?? 0) - 200)).toBeLessThan(70)
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets })
    const { abilities } = await getProxy(ctx, { id: 'front-1' })
    expect(abilities.find(({ feature }) => feature === 'weights')).toMatchObject({ service: 'shop/reviews', supported: true })
    let revision = 1
    for (const [v2, value] of [
      [30, '30'],
      [100, '100'],
      [0, '0'],
      [20, undefined],
    ] as const) {
      const policy = splitPolicy('shop/reviews', 100 - v2, v2)
      const { id } = await applyPolicy(ctx, { service: 'shop/reviews', policy, baseRevision: revision, reason: 'a test' })
      await waitFor(`in force at ${v2}`, async () => (await store.steer.changes.get(id))?.state === 'in_force', 15_000)
      revision += 1
      expect(await valuesOf(envoy)).toEqual(value === undefined ? {} : { 'split.fraction': value })
      const { byBody } = await send(1_000)
      expect(Math.abs((byBody.v2 ?? 0) - 10 * v2)).toBeLessThan(v2 === 0 || v2 === 100 ? 1 : 75)
    }
  })

  it('say why where what looks like a split may be another one', async () => {
    const { folder, mesh, targets } = await startStaticBench(stops, { routes: [gated(200_000), gated(100_000, 'other'), rest] })
    const { ctx } = await startLooking(stops, { folder, mesh, targets })
    const { abilities } = await getProxy(ctx, { id: 'front-1' })
    expect(abilities.find(({ feature }) => feature === 'weights')).toMatchObject({
      supported: false,
      reason: expect.stringContaining('several fractions in a row'),
    })
  })
})
