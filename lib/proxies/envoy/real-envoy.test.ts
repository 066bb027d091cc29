import { createServer } from 'node:http'
import { credentials, makeGenericClientConstructor, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import type { Endpoint, MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Reading } from '@/lib/mesh/reading'
import type { EdgeWindow } from '@/lib/mesh/window'
import { countHistogram } from '@/lib/metrics/histogram'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import { exampleDesired, exampleFault, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { waitFor } from '@/lib/testing/wait-for'
import { createEnvoyReader } from './reader'

const stops: (() => Promise<unknown>)[] = []
const signal = new AbortController().signal
const unwrap = <T>(reading: Reading<T>): T => {
  if (!reading.ok) throw new Error(`${reading.problem.kind}: ${reading.problem.message}`)
  return reading.value
}

/** `/fail` answers 503, `/slow` after 400 ms, anything else its name. */
async function startApp(name: string): Promise<Endpoint> {
  const server = createServer((request, response) => {
    if (request.url === '/fail') response.writeHead(503).end(name)
    else if (request.url === '/slow') setTimeout(() => response.end(name), 400)
    else response.end(name)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return { address: '127.0.0.1', port: address.port }
}

const plain = (bytes: Buffer): Buffer => bytes
const payments: ServiceDefinition = {
  pay: {
    path: '/shop.Payments/Pay',
    requestStream: false,
    responseStream: false,
    requestSerialize: plain,
    requestDeserialize: plain,
    responseSerialize: plain,
    responseDeserialize: plain,
  },
}

/** Answers with the status that the request names. */
async function startGrpcApp(): Promise<Endpoint> {
  const server = new Server()
  server.addService(payments, {
    pay(call: { request: Buffer }, answer: (error: object | null, value?: Buffer) => void) {
      const code = Number(call.request.toString())
      if (code === 0) answer(null, Buffer.from('paid'))
      else answer({ code, details: 'as asked' })
    },
  })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  )
  stops.push(async () => server.forceShutdown())
  return { address: '127.0.0.1', port }
}

async function callGrpc(port: number, codes: readonly number[]): Promise<number[]> {
  const Client = makeGenericClientConstructor(payments, 'Payments')
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { 'grpc.default_authority': 'payments' })
  const got: number[] = []
  for (const code of codes) {
    got.push(
      await new Promise<number>((resolve) => {
        client.makeUnaryRequest('/shop.Payments/Pay', plain, plain, Buffer.from(String(code)), (error) => resolve(error?.code ?? 0))
      }),
    )
  }
  client.close()
  return got
}

const reviews: Policy = {
  service: 'shop/reviews',
  rules: [
    { name: 'slow', match: { path: { exact: '/slow' } }, backends: [{ version: 'v1', weight: 100 }], timeout: '100ms' },
    { name: 'fail', match: { path: { exact: '/fail' } }, backends: [{ version: 'v1', weight: 100 }], retry: { attempts: 1, on: ['5xx'] } },
    ...splitPolicy('shop/reviews', 60, 40).rules,
  ],
}

describe.skipIf(noEnvoyReason)(`a real Envoy, read${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  let plane: ControlPlane
  let reader: ProxyReader
  let target: Target
  let mesh: MeshDocument
  let identity: ProxyIdentity
  let ports: Record<string, number> = {}
  let revision = 0
  const port = (name: string): number => ports[name] ?? 0
  const fault = exampleFault('f1', { service: 'shop/reviews', version: 'v2', abort: { percent: 100, httpStatus: 503 } })
  const policies = [reviews, splitPolicy('shop/ledger', 75, 25)]

  beforeAll(async () => {
    const [v1, v2, grpc] = [await startApp('v1'), await startApp('v2'), await startGrpcApp()]
    const both = [
      { name: 'v1', endpoints: [v1] },
      { name: 'v2', endpoints: [v2] },
    ]
    mesh = {
      services: [
        { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], versions: [{ name: 'v1' }] },
        { name: 'shop/reviews', protocol: 'http', hosts: ['reviews'], versions: both },
        { name: 'shop/payments', protocol: 'grpc', hosts: ['payments'], versions: [{ name: 'v1', endpoints: [grpc] }] },
        { name: 'shop/ledger', protocol: 'tcp', hosts: [], port: 7001, versions: both },
      ],
      gateways: [],
    }
    plane = createControlPlane({
      listen: '127.0.0.1:0',
      isStoreAlive: () => true,
      now: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    plane.subscribe((event) => {
      if (event.kind === 'sync') revision = event.syncedRevision
    })
    plane.publish(exampleDesired(1, mesh, policies, [fault]))
    const { address } = await plane.start()
    stops.push(() => plane.stop(0))
    ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp'], {}, Math.random)
    const at = (name: string): string => `127.0.0.1:${port(name)}`
    const addresses = {
      admin: at('admin'),
      inbound: at('inbound'),
      outbound: at('outbound'),
      app: `${v1.address}:${v1.port}`,
      tcp: { 'shop/ledger': at('tcp') },
    }
    const envoy = await startRealEnvoy(
      renderBootstrap({ service: 'shop/frontend', version: 'v1', xds: address, ...addresses }),
      port('admin'),
    )
    stops.push(envoy.stop)
    await waitFor('the first configuration', () => revision === 1)
    reader = createEnvoyReader({ timeoutMs: 3000, maxBytes: 16e6, now: Date.now })
    stops.push(() => reader.close())
    target = { id: 'frontend', url: `http://${at('admin')}`, kind: 'envoy' }
    identity = exampleSidecar('frontend', 'shop/frontend', { app: { address: v1.address, port: v1.port + 1 } })
  })
  afterAll(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  })

  /** Rows of level edge, by target, of what `work` made the proxy count. */
  async function counting(work: () => Promise<unknown>): Promise<Map<string, EdgeWindow>> {
    const before = unwrap(await reader.sweep(target, signal))
    await work()
    return rowsBetween(before, unwrap(await reader.sweep(target, signal)))
  }
  function rowsBetween(before: Sweep, after: Sweep): Map<string, EdgeWindow> {
    const services = new Map(mesh.services.map((service) => [service.name, service]))
    const { edges } = toWindow(before, after, { identity, addresses: new Map(), services })
    return new Map(
      edges
        .filter(({ key }) => key.level === 'edge')
        .map((edge) => [`${edge.key.side} ${edge.key.target.service}@${edge.key.target.version}`, edge]),
    )
  }

  it('says who it is, which build, and where it listens', async () => {
    const said = unwrap(await reader.identify(target, signal))
    expect(said).toMatchObject({ service: 'shop/frontend', version: 'v1', role: 'sidecar', build: '1.40.0' })
    expect(said.outbound).toEqual({ address: '127.0.0.1', port: port('outbound') })
    const { bound } = unwrap(await createAndSweepOnce())
    expect(bound).toContainEqual({ name: 'outbound_tcp.shop/ledger', address: { address: '127.0.0.1', port: port('tcp') } })
  })
  async function createAndSweepOnce(): Promise<Reading<Sweep>> {
    const other = createEnvoyReader({ timeoutMs: 3000, maxBytes: 16e6, now: Date.now })
    const reading = await other.sweep(target, signal)
    await other.close()
    return reading
  }

  it('counts the requests that clients counted, per version, and its own app is no edge', async () => {
    let tally: Record<string, number> = {}
    const rows = await counting(async () => {
      tally = (await sendRequests(port('outbound'), { count: 300, host: 'reviews' })).byBody
      await sendRequests(port('inbound'), { count: 7, host: 'frontend' })
    })
    expect([rows.get('client shop/reviews@v1')?.counts.requests, rows.get('client shop/reviews@v2')?.counts.requests]).toEqual([
      tally.v1,
      tally.v2,
    ])
    expect(rows.get('client shop/reviews@v2')?.counts).toMatchObject({ errors: 0, retries: 0, ok: tally.v2 })
    expect(rows.get('server shop/frontend@v1')?.counts).toMatchObject({ requests: 7, ok: 7, errors: 0 })
    expect([...rows.keys()].sort()).toEqual(['client shop/reviews@v1', 'client shop/reviews@v2', 'server shop/frontend@v1'])
  })

  it('tells finals from tries, and timeouts from errors', async () => {
    const rows = await counting(async () => {
      await sendRequests(port('outbound'), { count: 20, host: 'reviews', path: '/fail', concurrency: 1 })
      await sendRequests(port('outbound'), { count: 5, host: 'reviews', path: '/slow', concurrency: 5 })
    })
    const { counts } = rows.get('client shop/reviews@v1') ?? {}
    expect(counts).toMatchObject({ requests: 25, errors: 25, attempts: 45, attemptErrors: 45, retries: 20, timeouts: 5 })
  })

  it('judges gRPC by its statuses', async () => {
    const rows = await counting(async () => {
      expect(await callGrpc(port('outbound'), [0, 0, 0, 5, 5, 13, 14])).toEqual([0, 0, 0, 5, 5, 13, 14])
    })
    expect(rows.get('client shop/payments@v1')).toMatchObject({
      key: { protocol: 'grpc' },
      counts: { requests: 7, grpcRequests: 7, grpcErrors: 2, errors: 2 },
    })
  })

  it('counts tcp connections per version, and their bytes in sum', async () => {
    const rows = await counting(() => sendRequests(port('tcp'), { count: 40, host: 'ledger', concurrency: 40 }))
    const [v1, v2] = ['v1', 'v2'].map((version) => rows.get(`client shop/ledger@${version}`))
    expect([v1?.key.protocol, v1?.counts.connections, v2?.counts.connections]).toEqual(['tcp', 30, 10])
    expect((v1?.counts.bytesSent ?? 0) / (v2?.counts.bytesSent ?? 1)).toBeCloseTo(3, 1)
  })

  it('runs the policies it was sent, tcp weights too', async () => {
    const loaded = unwrap(await reader.readPolicies(target, signal))
    expect(loaded.get('shop/reviews')).toEqual(reviews)
    expect(loaded.get('shop/ledger')).toEqual({ ...splitPolicy('shop/ledger', 75, 25), isTcp: true })
    expect(loaded.get('shop/payments')?.rules[0]?.backends).toEqual([{ version: 'v1', weight: 100 }])
  })

  it('shows a fault from its gate to its end, counts what it injects per edge, and stops it through its admin layer', async () => {
    const percent = async (): Promise<number | null | undefined> => unwrap(await reader.readFaults(target, signal)).get('f1')?.abortPercent
    expect(unwrap(await reader.readFaults(target, signal)).get('f1')).toEqual({
      services: ['shop/reviews'],
      hasGate: true,
      abortPercent: 0,
      delayPercent: null,
      bandwidthPercent: null,
    })
    plane.lease([fault])
    await waitFor('the fault in force', async () => (await percent()) === 100)
    let failed = 0
    const rows = await counting(async () => {
      failed = (await sendRequests(port('outbound'), { count: 100, host: 'reviews' })).byStatus[503] ?? 0
    })
    expect(failed).toBeGreaterThan(10)
    expect([rows.get('client shop/reviews@v1')?.counts.abortsInjected, rows.get('client shop/reviews@v2')?.counts.abortsInjected]).toEqual([
      0,
      failed,
    ])
    expect(rows.get('client shop/reviews@v2')?.counts.requests).toBe(0)
    expect(unwrap(await reader.readInjections(target, signal)).byDestination).toEqual([
      { service: 'shop/reviews', version: 'v2', aborts: failed, delays: 0 },
    ])
    unwrap(await reader.setFaultsStopped(target, true, signal))
    expect(await percent()).toBe(0)
    expect((await sendRequests(port('outbound'), { count: 50, host: 'reviews' })).byStatus).toEqual({ 200: 50 })
    unwrap(await reader.setFaultsStopped(target, false, signal))
    expect(await percent()).toBe(100)
    plane.lease([])
    await waitFor('the fault gone', async () => (await percent()) === 0)
  })

  it('measures the latency of every final once its histograms are flushed, and agrees with its Prometheus page', async () => {
    const native = await waitFor(
      'flushed histograms',
      async () => {
        const sweep = unwrap(await reader.sweep(target, signal))
        const found = sweep.clusters.find(({ cluster }) => cluster === 'shop/reviews|v2')
        return found && countHistogram(found.latency) === found.counters.get('requests') ? sweep : null
      },
      12_000,
    )
    const page: Target = { id: 'page', url: `${target.url}/stats/prometheus?usedonly`, kind: 'prometheus-text' }
    const exposed = unwrap(await reader.sweep(page, signal))
    for (const name of ['shop/reviews|v1', 'shop/reviews|v2', 'shop/payments|v1', 'shop/ledger|*']) {
      const [a, b] = [native, exposed].map((sweep) => sweep.clusters.find(({ cluster }) => cluster === name))
      expect([name, Object.fromEntries(b?.counters ?? [])]).toEqual([name, Object.fromEntries(a?.counters ?? [])])
      expect(countHistogram(b?.latency ?? [])).toBe(countHistogram(a?.latency ?? []))
    }
    expect(native.badLines + exposed.badLines).toBe(0)
  })
})
