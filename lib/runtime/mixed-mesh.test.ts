import { afterEach, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import type { Policy } from '@/lib/mesh/policy'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { getPolicy } from '@/lib/operations/policies/get'
import { planPolicy } from '@/lib/operations/policies/plan'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** One Envoy of Outrider's own beside the foreign one; both call reviews. */
async function setUp() {
  const bench = await startStaticBench(stops)
  const { folder, mesh, targets } = bench
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const places = { admin: at('admin'), inbound: at('inbound'), outbound: at('outbound'), app: at('inbound') }
  const bootstrap = renderBootstrap({ service: 'shop/ratings', version: 'v1', id: 'ratings-1', xds: at('xds'), ...places })
  stops.push((await startRealEnvoy(bootstrap, ports.admin ?? 0)).stop)
  const { ctx, store } = await startLooking(stops, { folder, mesh, targets, xds: at('xds') }, 2)
  const own = (count: number) => sendRequests(ports.outbound ?? 0, { count, host: 'reviews' })
  return { ...bench, ctx, store, own }
}

it.skipIf(noEnvoyReason)(
  'an edit and a fault reach the proxies of both drivers, and are in force when both say so',
  { timeout: 90_000 },
  async () => {
    const { envoy, send, ctx, store, own } = await setUp()
    const { id } = await applyPolicy(ctx, {
      service: 'shop/reviews',
      policy: splitPolicy('shop/reviews', 50, 50),
      baseRevision: 1,
      reason: 'a test',
    })
    const change = await waitFor(
      'in force',
      async () => {
        const now = await store.steer.changes.get(id)
        return now?.state === 'in_force' && now
      },
      20_000,
    )
    expect(change.evidence.map(({ proxyId }) => proxyId).sort()).toEqual(['front-1', 'ratings-1'])
    for (const { byBody } of [await send(400), await own(400)]) expect(Math.abs((byBody.v2 ?? 0) - 200)).toBeLessThan(60)

    const { capabilities } = await getPolicy(ctx, { service: 'shop/reviews' })
    const of = (feature: string) => capabilities.find((capability) => capability.feature === feature)
    expect(of('timeout')).toMatchObject({ supported: true, reason: expect.stringContaining('front-1 is configured by somebody else') })
    expect(of('lease.faults')).toMatchObject({ supported: false, reason: expect.stringContaining('front-1') })

    const abort = { service: 'shop/reviews', abort: { percent: 100, httpStatus: 418 }, durationSeconds: 600, reason: 'a test' }
    await expect(startFault(ctx, abort)).rejects.toThrow('withoutLease')
    const fault = await startFault(ctx, { ...abort, withoutLease: true })
    const only = (status: number) =>
      waitFor(
        `only ${status} on both`,
        async () => [await send(10), await own(10)].every(({ byStatus }) => byStatus[status] === 10),
        15_000,
      )
    await only(418)
    await stopFault(ctx, { id: fault.id, reason: 'seen' })
    await only(200)
    await waitFor('ended', async () => (await store.steer.faults.get(fault.id))?.state === 'ended', 30_000)
    expect(Object.keys(await valuesOf(envoy)).sort()).toEqual(['split.reviews.reviews_v1', 'split.reviews.reviews_v2'])
  },
)

it.skipIf(noEnvoyReason)(
  'an edit of more than weights is in force on who can take it, and says of the other that it cannot; it never waits for that one',
  { timeout: 90_000 },
  async () => {
    const { envoy, send, ctx, store, own } = await setUp()
    const apply = async (policy: Policy, baseRevision: number) => {
      const { id } = await applyPolicy(ctx, { service: 'shop/reviews', policy, baseRevision, reason: 'a test' })
      return waitFor(
        'in force',
        async () => {
          const now = await store.steer.changes.get(id)
          return now?.state === 'in_force' && now
        },
        20_000,
      )
    }
    await apply(splitPolicy('shop/reviews', 50, 50), 1)
    const before = await valuesOf(envoy)
    const all = splitPolicy('shop/reviews', 0, 100)
    const stamped: Policy = {
      ...all,
      rules: all.rules.map((rule) => ({ ...rule, directResponse: { statusCode: 418 as const }, backends: [] })),
    }
    const plan = await planPolicy(ctx, { service: 'shop/reviews', policy: stamped, baseRevision: 2 })
    expect(plan.proxies.map(({ id }) => id)).toEqual(['ratings-1'])
    expect(plan.warnings.find(({ rule }) => rule === 'cannot_take')?.message).toContain('front-1: it takes weights and nothing else')
    const change = await apply(stamped, 2)
    expect(change.inForce).toMatchObject({ loaded: 1, total: 1 })
    expect(change.evidence.map(({ proxyId, stage }) => `${proxyId} ${stage}`).sort()).toEqual(['front-1 unsupported', 'ratings-1 loaded'])
    expect(change.evidence.find(({ proxyId }) => proxyId === 'front-1')?.reason).toMatch(
      /^not supported here: it takes weights and nothing else/,
    )
    expect((await own(20)).byStatus).toEqual({ 418: 20 })
    // Who cannot take it runs what it ran.
    expect(await valuesOf(envoy)).toEqual(before)
    const { byBody, byStatus } = await send(400)
    expect(byStatus).toEqual({ 200: 400 })
    expect(Math.abs((byBody.v2 ?? 0) - 200)).toBeLessThan(60)
    const back = await apply(splitPolicy('shop/reviews', 80, 20), 3)
    expect(back.inForce).toMatchObject({ loaded: 2, total: 2 })
  },
)
