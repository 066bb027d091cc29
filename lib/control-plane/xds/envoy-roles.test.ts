import { Client, credentials, Server, ServerCredentials, type ServerUnaryCall, type ServiceError, type sendUnaryData } from '@grpc/grpc-js'
import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { TypeSync } from '@/lib/mesh/proxy'
import { startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleDesired, exampleFault, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { waitFor } from '@/lib/testing/wait-for'
import { renderBootstrap } from './bootstrap'
import { createControlPlane } from './control-plane'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Plane = { plane: ControlPlane; address: string; revisionOf(id: string): number; syncOf(id: string): TypeSync[] }

async function startPlane(prepare: (plane: ControlPlane) => void): Promise<Plane> {
  const plane = createControlPlane({
    listen: '127.0.0.1:0',
    isStoreAlive: () => true,
    now: Date.now,
    log: { info: () => undefined, warn: () => undefined },
  })
  const states = new Map<string, { revision: number; sync: TypeSync[] }>()
  plane.subscribe((event) => {
    if (event.kind === 'sync') states.set(event.proxyId, { revision: event.syncedRevision, sync: event.sync })
  })
  prepare(plane)
  const { address } = await plane.start()
  stops.push(() => plane.stop(0))
  return { plane, address, revisionOf: (id) => states.get(id)?.revision ?? 0, syncOf: (id) => states.get(id)?.sync ?? [] }
}

async function startProxy(
  xds: string,
  role: 'sidecar' | 'gateway',
  app: Endpoint,
): Promise<{ envoy: RealEnvoy; inbound: Endpoint; outbound: number }> {
  const ports = await findFreePorts(['admin', 'inbound', 'outbound'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name]}`
  const own =
    role === 'gateway'
      ? { id: 'gateway', service: 'edge/gateway', gateway: true }
      : { id: 'frontend', service: 'shop/frontend', version: 'v1', outbound: at('outbound'), app: `${app.address}:${app.port}` }
  const envoy = await startRealEnvoy(renderBootstrap({ ...own, xds, admin: at('admin'), inbound: at('inbound') }), ports.admin ?? 0)
  stops.push(envoy.stop)
  return { envoy, inbound: { address: '127.0.0.1', port: ports.inbound ?? 0 }, outbound: ports.outbound ?? 0 }
}

const path = '/test.Payments/Pay'
const same = (bytes: Buffer): Buffer => bytes
const method = {
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
}

async function startPayments(): Promise<Endpoint> {
  const server = new Server()
  server.addService(
    { Pay: method },
    { Pay: (_: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => done(null, Buffer.from('paid')) },
  )
  stops.push(() => server.forceShutdown())
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  )
  return { address: '127.0.0.1', port }
}

async function pay(outbound: number, count: number): Promise<Record<string, number>> {
  const client = new Client(`127.0.0.1:${outbound}`, credentials.createInsecure(), {
    'grpc.default_authority': 'payments',
    'grpc.use_local_subchannel_pool': 1,
  })
  const one = (): Promise<string> =>
    new Promise((resolve) =>
      client.makeUnaryRequest(path, same, same, Buffer.alloc(0), (error: ServiceError | null, answer?: Buffer) =>
        resolve(error ? `code ${error.code}` : String(answer)),
      ),
    )
  const tally: Record<string, number> = {}
  for (const answer of await Promise.all(Array.from({ length: count }, one))) tally[answer] = (tally[answer] ?? 0) + 1
  client.close()
  return tally
}

describe.skipIf(noEnvoyReason)(`the roles of a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 60_000 }, () => {
  it('take a request through a gateway into the inbound listener of a sidecar that registered itself', async () => {
    const app = await startAnsweringApp('frontend')
    stops.push(app.stop)
    const mesh = exampleMesh()
    const { plane, address, revisionOf } = await startPlane((fresh) => fresh.publish(exampleDesired(1, mesh)))
    plane.subscribe((event) => {
      if (event.kind !== 'connected' || event.identity.role !== 'sidecar' || !event.identity.inbound) return
      const instance = {
        proxyId: 'frontend',
        service: 'shop/frontend',
        version: 'v1',
        inbound: event.identity.inbound,
        connected: true,
        connectionChangedAt: 0,
      }
      plane.publish({ ...exampleDesired(2, mesh), instances: [instance] })
    })
    const gateway = await startProxy(address, 'gateway', app.endpoint)
    const sidecar = await startProxy(address, 'sidecar', app.endpoint)
    await waitFor('both in sync', () => revisionOf('gateway') === 2 && revisionOf('frontend') === 2)
    expect((await sendRequests(gateway.inbound.port, { count: 20, host: 'anything.example' })).byBody).toEqual({ frontend: 20 })
    expect(await gateway.envoy.stat('cluster.shop/frontend|v1.upstream_rq_completed')).toBe(20)
    expect(await sidecar.envoy.stat('http.inbound.downstream_rq_2xx')).toBe(20)
    expect(await sidecar.envoy.stat('cluster.inbound.upstream_rq_completed')).toBe(20)
  })

  it('carry gRPC over HTTP/2, count its statuses, and abort with a gRPC status', async () => {
    const payments = await startPayments()
    const mesh = exampleMesh({ v1: payments })
    const fault = exampleFault('f1', { service: 'shop/payments', abort: { percent: 100, grpcStatus: 8 } })
    const { plane, address, revisionOf } = await startPlane((fresh) => fresh.publish(exampleDesired(1, mesh, [], [fault])))
    const { envoy, outbound } = await startProxy(address, 'sidecar', payments)
    await waitFor('in sync', () => revisionOf('frontend') === 1)
    expect(await pay(outbound, 10)).toEqual({ paid: 10 })
    expect(await envoy.stat('cluster.shop/payments|v1.grpc.0')).toBe(10)
    plane.lease([fault])
    await waitFor('the leased value', async () => (await envoy.stat('runtime.num_keys')) === 2)
    expect(await pay(outbound, 10)).toEqual({ 'code 8': 10 })
    expect(await envoy.stat('outrider.injected.cluster.shop/payments|v1.route.default.flags.FI')).toBe(10)
    expect(await envoy.stat('cluster.shop/payments|v1.upstream_rq_completed')).toBe(10)
  })

  it('refuse what they cannot run, in their own words with the resource named, and keep their traffic', async () => {
    const app = await startAnsweringApp('v1')
    stops.push(app.stop)
    const mesh = exampleMesh({ v1: app.endpoint })
    const { plane, address, revisionOf, syncOf } = await startPlane((fresh) => fresh.publish(exampleDesired(1, mesh)))
    const { envoy, outbound } = await startProxy(address, 'sidecar', app.endpoint)
    await waitFor('in sync', () => revisionOf('frontend') === 1)
    plane.publish(exampleDesired(2, mesh, [{ ...splitPolicy('shop/reviews', 100, 0), destination: { outlier: { interval: '0s' } } }]))
    const refused = await waitFor('the refusal', () => syncOf('frontend').find((type) => type.status === 'NACKED'))
    expect(refused.type).toBe('CDS')
    expect(refused.error).toContain('value must be greater than')
    expect(refused.error).toContain('shop/reviews|v1')
    expect((await sendRequests(outbound, { count: 20, host: 'reviews' })).byStatus).toEqual({ 200: 20 })
    expect(await envoy.stat('cluster_manager.cds.update_rejected')).toBe(1)
    plane.publish(exampleDesired(3, mesh, [splitPolicy('shop/reviews', 100, 0)]))
    await waitFor('the recovery', () => revisionOf('frontend') === 3)
  })
})
