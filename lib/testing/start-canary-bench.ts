import { createServer } from 'node:http'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import { exampleMesh } from './example-mesh'
import { type FreezableRelay, startFreezableRelay } from './freezable-relay'
import { type RealEnvoy, startRealEnvoy } from './real-envoy'
import { type SteadyLoad, startSteadyLoad } from './steady-load'
import { temporaryFolder } from './temporary-store'
import { waitFor } from './wait-for'

/** An application whose behaviour a test changes while it runs. failing: share of its answers that are 503. */
export type VersionApp = { endpoint: Endpoint; requests: number; failing: number; slowMs: number; stop(): Promise<void> }

export type CanaryBench = {
  folder: string
  v1: VersionApp
  v2: VersionApp
  envoy: RealEnvoy
  xds: string
  /** Where it takes the requests of its application. */
  outboundPort: number
  /** Requests for `reviews` through the proxy, all the time. */
  load: SteadyLoad
  stop(): Promise<void>
}

/**
 * shop/reviews in two versions behind one real caller proxy under steady load; whoever serves xDS on `xds` is the test's own. Where it is relayed, the proxy's
 * control stream can be frozen.
 */
export async function startCanaryBench(
  requestsPerSecond: number,
  isRelayed = false,
): Promise<CanaryBench & { mesh: ReturnType<typeof exampleMesh>; relay: FreezableRelay | null }> {
  const { folder, remove } = temporaryFolder()
  const [v1, v2] = [await startVersionApp('v1'), await startVersionApp('v2')]
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const relay = isRelayed ? await startFreezableRelay(ports.xds ?? 0) : null
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: relay ? `127.0.0.1:${relay.port}` : at('xds'),
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: `127.0.0.1:${v1.endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  const load = startSteadyLoad(ports.outbound ?? 0, 'reviews', requestsPerSecond)
  return {
    folder,
    v1,
    v2,
    envoy,
    xds: at('xds'),
    outboundPort: ports.outbound ?? 0,
    load,
    mesh: exampleMesh({ v1: v1.endpoint, v2: v2.endpoint }),
    relay,
    async stop() {
      await load.stop()
      await envoy.stop()
      await relay?.stop()
      await v1.stop()
      await v2.stop()
      remove()
    },
  }
}

async function startVersionApp(name: string): Promise<VersionApp> {
  let answered = 0
  const server = createServer((_request, response) => {
    app.requests += 1
    answered += app.failing
    // Every n-th answer, so that a test's counts do not depend on chance.
    const isFailing = answered >= 1
    if (isFailing) answered -= 1
    setTimeout(() => {
      response.statusCode = isFailing ? 503 : 200
      response.end(name)
    }, app.slowMs)
  })
  // Closing a connection just when the proxy uses it again would be a failed request of the test's own.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const app: VersionApp = {
    endpoint: { address: '127.0.0.1', port: address.port },
    requests: 0,
    failing: 0,
    slowMs: 0,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return app
}

/** Waits until requests are answered by the baseline. */
export const answering = (bench: CanaryBench): Promise<unknown> =>
  waitFor('answers of v1', () => bench.load.answers(Date.now() - 1_000).some(({ status, body }) => status === 200 && body === 'v1'))
