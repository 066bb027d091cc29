import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import { type AnsweringApp, startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleDesired, exampleFault, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { waitFor } from '@/lib/testing/wait-for'
import { renderBootstrap } from './bootstrap'
import { createControlPlane } from './control-plane'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Bench = {
  v1: AnsweringApp
  v2: AnsweringApp
  envoy: RealEnvoy
  outbound: number
  tcp: number
  plane: ControlPlane
  address: string
  synced(revision: number): Promise<unknown>
}

async function startPlane(listen: string, prepare: (plane: ControlPlane) => void) {
  const plane = createControlPlane({
    listen,
    isStoreAlive: () => true,
    now: Date.now,
    log: { info: () => undefined, warn: () => undefined },
  })
  let revision = 0
  plane.subscribe((event) => {
    if (event.kind === 'sync') revision = event.syncedRevision
  })
  prepare(plane)
  const { address } = await plane.start()
  return { plane, address, synced: (wanted: number) => waitFor(`revision ${wanted}`, () => revision === wanted) }
}

async function setUp(): Promise<Bench> {
  const [v1, v2] = [await startAnsweringApp('v1'), await startAnsweringApp('v2')]
  stops.push(v1.stop, v2.stop)
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp'], {}, Math.random)
  const port = (name: string): number => ports[name] ?? 0
  const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
  const { plane, address, synced } = await startPlane('127.0.0.1:0', (fresh) =>
    fresh.publish(exampleDesired(1, mesh, [splitPolicy('shop/reviews', 90, 10)])),
  )
  stops.push(() => plane.stop(0))
  const at = (name: string): string => `127.0.0.1:${port(name)}`
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: address,
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: `127.0.0.1:${v1.endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, port('admin'))
  stops.push(envoy.stop)
  await synced(1)
  return { v1, v2, envoy, outbound: port('outbound'), tcp: port('tcp'), plane, address, synced }
}

describe.skipIf(noEnvoyReason)(`a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 60_000 }, () => {
  it('splits requests as the weights say and follows a change without touching a listener', async () => {
    const { v1, v2, envoy, outbound, plane, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    const first = await sendRequests(outbound, { count: 1000, host: 'reviews' })
    expect(first.byStatus).toEqual({ 200: 1000 })
    // Binomial, n = 1,000, p = 0.1: ± 5 standard deviations.
    expect(first.byBody.v2).toBeGreaterThan(52)
    expect(first.byBody.v2).toBeLessThan(148)
    const before = [await envoy.stat('listener_manager.lds.update_attempt'), await envoy.stat('cluster_manager.cds.update_success')]
    plane.publish(exampleDesired(2, mesh, [splitPolicy('shop/reviews', 0, 100)]))
    await synced(2)
    const second = await sendRequests(outbound, { count: 300, host: 'reviews.shop:80' })
    expect(second.byBody).toEqual({ v2: 300 })
    expect([await envoy.stat('listener_manager.lds.update_attempt'), await envoy.stat('cluster_manager.cds.update_success')]).toEqual(
      before,
    )
  })

  it('splits TCP connections by endpoint weights, and their rows tell the version', async () => {
    const { v1, v2, envoy, tcp, plane, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    plane.publish(exampleDesired(2, mesh, [splitPolicy('shop/ledger', 75, 25)]))
    await synced(2)
    const tally = await sendRequests(tcp, { count: 100, host: 'ledger', concurrency: 100 })
    expect(tally.byBody).toEqual({ v1: 75, v2: 25 })
    const rows = await envoy.page('/clusters?filter=ledger')
    expect(rows).toContain(`127.0.0.1:${v2.endpoint.port}::sub_zone::v2`)
    plane.publish(exampleDesired(3, mesh, [splitPolicy('shop/ledger', 0, 100)]))
    await synced(3)
    expect((await sendRequests(tcp, { count: 20, host: 'ledger', concurrency: 20 })).byBody).toEqual({ v2: 20 })
    expect(await envoy.stat('listener_manager.listener_modified')).toBe(0)
  })

  it('injects a fault on one version into that version only, counts it per edge, and stops when the lease is given back', async () => {
    const { v1, v2, envoy, outbound, plane, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    const fault = exampleFault('f1', { service: 'shop/reviews', version: 'v2', abort: { percent: 100, httpStatus: 418 } })
    plane.publish(exampleDesired(2, mesh, [splitPolicy('shop/reviews', 50, 50)], [fault]))
    await synced(2)
    const gated = await sendRequests(outbound, { count: 200, host: 'reviews' })
    expect(gated.byStatus).toEqual({ 200: 200 })
    plane.lease([fault])
    await waitFor('the leased value', async () => (await envoy.stat('runtime.num_keys')) === 2)
    const faulty = await sendRequests(outbound, { count: 400, host: 'reviews' })
    expect(faulty.byBody.v2).toBeUndefined()
    expect(faulty.byStatus[418]).toBe(400 - (faulty.byBody.v1 ?? 0))
    expect(faulty.byBody.v1).toBeGreaterThan(100)
    expect(await envoy.stat('outrider.injected.cluster.shop/reviews|v2.route.default.flags.FI')).toBe(faulty.byStatus[418])
    plane.lease([])
    await waitFor('the end of the value', async () => (await envoy.stat('runtime.num_keys')) === 1)
    expect((await sendRequests(outbound, { count: 200, host: 'reviews' })).byStatus).toEqual({ 200: 200 })
  })

  it('holds several faults on one service apart by version, part and match', async () => {
    const { v1, v2, envoy, outbound, plane, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    const faults = [
      exampleFault('all-delayed', { service: 'shop/reviews', delay: { percent: 100, fixedDelayMs: 60 } }, 1),
      exampleFault('v2-aborts', { service: 'shop/reviews', version: 'v2', abort: { percent: 100, httpStatus: 500 } }, 2),
      exampleFault(
        'testers',
        { service: 'shop/reviews', match: { headers: [{ name: 'x-tester', exact: 'yes' }] }, abort: { percent: 100, httpStatus: 418 } },
        3,
      ),
      exampleFault('others', { service: 'shop/reviews', caller: 'shop/cart', abort: { percent: 100, httpStatus: 400 } }, 4),
    ]
    plane.publish(exampleDesired(2, mesh, [splitPolicy('shop/reviews', 50, 50)], faults))
    plane.lease(faults)
    await synced(2)
    await waitFor('the leased values', async () => (await envoy.stat('runtime.num_keys')) === 4)
    const plain = await sendRequests(outbound, { count: 100, host: 'reviews' })
    expect(Object.keys(plain.byStatus)).toEqual(['200', '500'])
    expect(plain.byStatus[200]).toBe(plain.byBody.v1)
    expect(Math.min(...plain.tookMs)).toBeGreaterThan(55)
    const tester = await sendRequests(outbound, { count: 100, host: 'reviews', headers: { 'x-tester': 'yes' } })
    expect(tester.byBody.v1).toBeUndefined()
    expect(tester.byStatus[418]).toBeGreaterThan(20)
    expect((tester.byStatus[418] ?? 0) + (tester.byStatus[500] ?? 0)).toBe(100)
  })

  it('changes nothing when the control plane restarts with the same desired state', async () => {
    const { v1, v2, envoy, outbound, plane, address, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    const fault = exampleFault('f1', { service: 'shop/reviews', abort: { percent: 100 } })
    const desired = exampleDesired(2, mesh, [splitPolicy('shop/reviews', 60, 40)], [fault])
    plane.publish(desired)
    plane.lease([fault])
    await synced(2)
    await waitFor('the leased value', async () => (await envoy.stat('runtime.num_keys')) === 2)
    const read = async () => ({
      config: JSON.parse(await envoy.page('/config_dump')),
      counters: await envoy.page(
        '/stats?filter=config_reload|cluster_added|cluster_modified|cluster_removed|listener_(added|modified|removed|create)|update_rejected|num_keys',
      ),
    })
    const before = await read()
    await plane.stop(0)
    const again = await startPlane(address, (fresh) => {
      fresh.publish(desired)
      fresh.lease([fault])
    })
    stops.push(() => again.plane.stop(0))
    const during = sendRequests(outbound, { count: 200, host: 'frontend' })
    await again.synced(2)
    await during
    expect(await read()).toEqual(before)
    expect((await sendRequests(outbound, { count: 50, host: 'reviews' })).byStatus).toEqual({ 503: 50 })
  })

  it('keeps a removed cluster until the routes have left it, and loses no request on the way', async () => {
    const { v1, v2, envoy, outbound, plane, synced } = await setUp()
    const mesh = exampleMesh({ v1: v1.endpoint, v2: v2.endpoint })
    const without = {
      ...mesh,
      services: mesh.services.map((service) =>
        service.name === 'shop/reviews' ? { ...service, versions: service.versions.slice(0, 1) } : service,
      ),
    }
    const running = sendRequests(outbound, { count: 1500, host: 'reviews' })
    plane.publish(
      exampleDesired(2, without, [{ service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }]),
    )
    await synced(2)
    plane.publish(exampleDesired(3, mesh, [splitPolicy('shop/reviews', 50, 50)]))
    await synced(3)
    expect((await running).byStatus).toEqual({ 200: 1500 })
    expect(await envoy.page('/clusters')).toContain('shop/reviews|v2::')
    expect(await envoy.stat('cluster_manager.cluster_removed')).toBe(1)
  })
})
