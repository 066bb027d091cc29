import { findFreePorts } from '@/demo/find-free-ports'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { type AnsweringApp, startAnsweringApp } from './answering-app'
import { type RealEnvoy, startRealEnvoy } from './real-envoy'
import { sendRequests, type Tally } from './send-requests'
import { startTestRuntime, type TestRuntime } from './start-test-runtime'
import { idleFault, renderStaticBootstrap, type StaticBootstrap } from './static-bootstrap'
import { temporaryFolder } from './temporary-store'
import { waitFor } from './wait-for'

type Stop = () => Promise<void> | void
export type StaticBench = {
  folder: string
  envoy: RealEnvoy
  mesh: MeshDocument
  targets: { kind: 'envoy'; url: string; id: string }[]
  listen: number
  v2: AnsweringApp
  send(count: number, path?: string): Promise<Tally>
  /** Another Envoy on the same bootstrap, once the first is gone. */
  restart(): Promise<RealEnvoy>
}

/** front calls reviews (weights 100 to 0 under `split.reviews`) and, where asked, ratings, through one Envoy that nobody here configures. Whatever it starts is put on `stops`. */
export async function startStaticBench(stops: Stop[], change: Partial<StaticBootstrap> = {}): Promise<StaticBench> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const apps = [await startAnsweringApp('v1'), await startAnsweringApp('v2'), await startAnsweringApp('ratings')] as const
  for (const app of apps) stops.push(app.stop)
  const [v1, v2, ratings] = [apps[0].endpoint, apps[1].endpoint, apps[2].endpoint]
  const ports = await findFreePorts(['admin', 'listen'], {}, Math.random)
  const [admin, listen] = [ports.admin ?? 0, ports.listen ?? 0]
  const bootstrap = renderStaticBootstrap({
    admin,
    listen,
    cluster: 'shop/front',
    routes: [{ prefix: '/', clusters: [{ name: 'reviews_v1', weight: 100 }, { name: 'reviews_v2' }], runtimeKeyPrefix: 'split.reviews' }],
    upstreams: { reviews_v1: v1, reviews_v2: v2, ratings_all: ratings },
    fault: idleFault,
    ...change,
  })
  const envoy = await startRealEnvoy(bootstrap, admin)
  stops.push(envoy.stop)
  const mesh: MeshDocument = {
    services: [
      { name: 'shop/front', protocol: 'http', hosts: ['front'], versions: [{ name: 'v1' }] },
      {
        name: 'shop/reviews',
        protocol: 'http',
        hosts: ['reviews'],
        versions: [
          { name: 'v1', endpoints: [v1] },
          { name: 'v2', endpoints: [v2] },
        ],
      },
      { name: 'shop/ratings', protocol: 'http', hosts: ['ratings'], versions: [{ name: 'v1', endpoints: [ratings] }] },
    ],
    gateways: [],
  }
  const targets = [{ kind: 'envoy' as const, url: `http://127.0.0.1:${admin}`, id: 'front-1' }]
  const send = (count: number, path = '/') => sendRequests(listen, { count, host: 'anything', path })
  const restart = async (): Promise<RealEnvoy> => {
    const again = await startRealEnvoy(bootstrap, admin)
    stops.push(again.stop)
    return again
  }
  return { folder, envoy, mesh, targets, send, listen, v2: apps[1], restart }
}

/** A runtime that has looked at `proxies` of its proxies. */
export async function startLooking(stops: Stop[], options: Parameters<typeof startTestRuntime>[0], proxies = 1): Promise<TestRuntime> {
  const running = await startTestRuntime(options)
  stops.push(() => running.stop())
  const { observed } = running.store
  const countConnected = (): number => [...observed.listStatus().values()].filter(({ connected }) => connected).length
  await waitFor('the proxies', () => countConnected() >= proxies, 20_000)
  return running
}

/** Its values at run time, by key. */
export const valuesOf = async (envoy: RealEnvoy): Promise<Record<string, string>> => {
  const { entries = {} } = JSON.parse(await envoy.page('/runtime')) as { entries?: Record<string, { final_value: string }> }
  return Object.fromEntries(Object.entries(entries).map(([key, { final_value }]) => [key, final_value]))
}
