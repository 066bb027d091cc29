import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { startEchoApp } from '@/lib/testing/echo-app'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests, type Tally } from '@/lib/testing/send-requests'
import { temporaryFolder } from '@/lib/testing/temporary-store'

export type FaultLane = {
  folder: string
  xds: string
  mesh: MeshDocument
  envoy: RealEnvoy
  send(count: number): Promise<Tally>
  /** Whether the applications answer with 500. */
  failing(isFailing: boolean): void
  stop(): Promise<void>
}

export const abortAll = { service: 'shop/reviews', abort: { percent: 100, httpStatus: 503 }, durationSeconds: 600, reason: 'a benchmark' }

/** One Envoy with two applications behind it, a data folder and an address for an Outrider that may come and go. */
export async function startFaultLane(): Promise<FaultLane> {
  const { folder, remove } = temporaryFolder()
  const apps = [await startEchoApp('v1'), await startEchoApp('v2')] as const
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: at('xds'),
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: `127.0.0.1:${apps[0].endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  return {
    folder,
    xds: at('xds'),
    mesh: exampleMesh({ v1: apps[0].endpoint, v2: apps[1].endpoint }),
    envoy,
    send: (count) => sendRequests(ports.outbound ?? 0, { count, host: 'reviews', concurrency: 4 }),
    failing(isFailing) {
      for (const app of apps) app.behave({ status: isFailing ? 500 : 200 })
    },
    async stop() {
      await envoy.stop()
      for (const app of apps) await app.stop()
      remove()
    },
  }
}
