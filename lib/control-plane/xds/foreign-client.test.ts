import { Client, credentials, Server, ServerCredentials, type ServerUnaryCall, type ServiceError, type sendUnaryData } from '@grpc/grpc-js'
import { register } from '@grpc/grpc-js-xds'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { waitFor } from '@/lib/testing/wait-for'
import { createAdsServer } from './ads-server'
import { AdsStream, type Snapshot } from './ads-stream'
import { createProxyCompiler } from './compile/compile-proxy'
import { toMeshView } from './compile/mesh-view'
import type { CompiledResource } from './compiled-resource'
import { readDiscoveryRequest } from './discovery-request'
import { createFrameStore } from './frame-store'
import { createResourceEncoder } from './resource-encoder'
import { emptySet } from './resource-set'
import { toTypeUrl } from './resource-type'

// Google's own xDS client for Node: it knows nothing of ours. It names its resources, so it covers what Envoy, always wildcard, does not. A proxyless client
// asks for a listener of its target's name; that one is the test's, everything else is what a sidecar of the same service would get.
const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const path = '/test.Echo/Who'
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

async function startBackend(name: string): Promise<Endpoint> {
  const server = new Server()
  server.addService(
    { Who: method },
    { Who: (_: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => done(null, Buffer.from(name)) },
  )
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  )
  stops.push(() => server.forceShutdown())
  return { address: '127.0.0.1', port }
}

const listener: CompiledResource = {
  type: 'LDS',
  name: 'reviews',
  json: {
    name: 'reviews',
    api_listener: {
      api_listener: {
        '@type': toTypeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
        stat_prefix: 'reviews',
        rds: { config_source: { ads: {}, resource_api_version: 'V3' }, route_config_name: 'outbound' },
        http_filters: [
          { name: 'envoy.filters.http.fault', typed_config: { '@type': toTypeUrl('envoy.extensions.filters.http.fault.v3.HTTPFault') } },
          { name: 'envoy.filters.http.router', typed_config: { '@type': toTypeUrl('envoy.extensions.filters.http.router.v3.Router') } },
        ],
      },
    },
  },
}

// This client has no runtime layer: the gate's harmless percentage is turned into one that injects.
const withPercent = (resource: CompiledResource, numerator: number): CompiledResource =>
  JSON.parse(JSON.stringify(resource).replaceAll('"numerator":0', `"numerator":${numerator}`))

type Plane = {
  address: string
  publish(desired: Desired, change?: (resource: CompiledResource) => CompiledResource): void
  errors: (string | null)[]
}

async function startPlane(desired: Desired): Promise<Plane> {
  const [encoder, frames] = [createResourceEncoder(), createFrameStore()]
  const toSnapshot = (next: Desired, change: (resource: CompiledResource) => CompiledResource): Snapshot => {
    const { clusters, endpoints, routes } = createProxyCompiler(toMeshView(next)).shared(exampleSidecar('foreign'))
    const encode = (resources: readonly CompiledResource[]) => encoder.encodeSet(resources.map(change))
    return { revision: next.revision, CDS: encode(clusters), EDS: encode(endpoints), LDS: encode([listener]), RDS: encode(routes) }
  }
  let snapshot = toSnapshot(desired, (resource) => resource)
  const streams = new Set<AdsStream>()
  const plane: Plane = {
    address: '',
    errors: [],
    publish(next, change = (resource) => resource) {
      snapshot = toSnapshot(next, change)
      frames.endRound()
      for (const stream of streams) stream.publish(snapshot)
    },
  }
  const server = createAdsServer((port) => {
    const note = (): void => {
      plane.errors.push(...stream.status().sync.map((type) => type.error))
    }
    const stream = new AdsStream({ frames, send: port.send, now: Date.now, makeAbsent: () => null, onChanged: note }, snapshot, emptySet)
    streams.add(stream)
    return { onMessage: (message) => stream.onRequest(readDiscoveryRequest(message)), onClosed: () => streams.delete(stream) }
  }, 1e6)
  plane.address = await server.listen('127.0.0.1:0')
  stops.push(() => server.stop(0))
  return plane
}

function connect(plane: Plane): (count: number) => Promise<Record<string, number>> {
  const bootstrap = JSON.stringify({
    xds_servers: [{ server_uri: plane.address, channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] }],
    node: { id: 'foreign-1', cluster: 'foreign', locality: {} },
  })
  const client = new Client('xds:///reviews', credentials.createInsecure(), {
    'grpc.TEST_ONLY_DO_NOT_USE_IN_PROD.xds_bootstrap_config': bootstrap,
  })
  stops.push(() => client.close())
  const ask = (): Promise<string> =>
    new Promise((resolve) =>
      client.makeUnaryRequest(
        path,
        same,
        same,
        Buffer.alloc(0),
        { deadline: Date.now() + 10_000 },
        (error: ServiceError | null, answer?: Buffer) => resolve(error ? error.details : String(answer)),
      ),
    )
  return async (count) => {
    const answers = await Promise.all(Array.from({ length: count }, ask))
    const tally: Record<string, number> = {}
    for (const answer of answers) tally[answer] = (tally[answer] ?? 0) + 1
    return tally
  }
}

describe("Google's xDS client for Node", () => {
  beforeAll(() => register())

  it('splits as the weights say, follows a change and a fault, and keeps its traffic through a refused cluster', async () => {
    const mesh = exampleMesh({ v1: await startBackend('v1'), v2: await startBackend('v2') })
    const plane = await startPlane(exampleDesired(1, mesh, [splitPolicy('shop/reviews', 90, 10)]))
    const ask = connect(plane)
    const first = await ask(1000)
    expect((first.v1 ?? 0) + (first.v2 ?? 0)).toBe(1000)
    // Binomial, n = 1,000, p = 0.1: ± 5 standard deviations.
    expect(first.v2).toBeGreaterThan(52)
    expect(first.v2).toBeLessThan(148)

    plane.publish(exampleDesired(2, mesh, [splitPolicy('shop/reviews', 0, 100)]))
    await waitFor('the new weights', async () => (await ask(20)).v2 === 20)

    // Weights change with it: this client takes a route configuration that differs only inside an Any for the one it has.
    const fault = exampleFault('f1', { service: 'shop/reviews', abort: { percent: 30, httpStatus: 503 } })
    plane.publish(exampleDesired(3, mesh, [splitPolicy('shop/reviews', 40, 60)], [fault]), (resource) => withPercent(resource, 300_000))
    await waitFor('the fault', async () => Object.keys(await ask(50)).includes('Fault injected'))
    const faulty = await ask(1000)
    // Binomial, n = 1,000, p = 0.3 and 0.6 × 0.7: ± 5 standard deviations.
    expect(Math.abs((faulty['Fault injected'] ?? 0) - 300)).toBeLessThan(73)
    expect(Math.abs((faulty.v2 ?? 0) - 420)).toBeLessThan(79)

    plane.publish(exampleDesired(4, mesh, [splitPolicy('shop/reviews', 0, 100)]), (resource) =>
      resource.name === 'shop/reviews|v2' && resource.type === 'CDS'
        ? { ...resource, json: { ...resource.json, lb_policy: 'MAGLEV' } }
        : resource,
    )
    const refusal = await waitFor('the refusal', () => plane.errors.find((error) => error !== null))
    expect(refusal).toContain('unsupported lb_policy')
    await waitFor('the end of the fault', async () => (await ask(50)).v2 === 50)
  }, 60_000)
})
