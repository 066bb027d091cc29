import { afterEach, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { getPolicy } from '@/lib/operations/policies/get'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startLooking, startStaticBench, valuesOf } from '@/lib/testing/start-static-bench'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

it.skipIf(noEnvoyReason)(
  'an edit and a fault reach the proxies of both drivers, and are in force when both say so',
  { timeout: 90_000 },
  async () => {
    const { folder, envoy, mesh, targets, send } = await startStaticBench(stops)
    const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'xds'], {}, Math.random)
    const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
    const places = { admin: at('admin'), inbound: at('inbound'), outbound: at('outbound'), app: at('inbound') }
    const bootstrap = renderBootstrap({ service: 'shop/ratings', version: 'v1', id: 'ratings-1', xds: at('xds'), ...places })
    stops.push((await startRealEnvoy(bootstrap, ports.admin ?? 0)).stop)
    const { ctx, store } = await startLooking(stops, { folder, mesh, targets, xds: at('xds') }, 2)
    const own = (count: number) => sendRequests(ports.outbound ?? 0, { count, host: 'reviews' })
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
