import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { getTopology } from '@/lib/operations/topology/get'
import { type AnsweringApp, startAnsweringApp } from '@/lib/testing/answering-app'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Instance = { app: AnsweringApp; envoy: RealEnvoy; start(): Promise<RealEnvoy> }
type Bench = { running: TestRuntime; caller: RealEnvoy; outbound: number; tcp: number; instances: Instance[]; ledgers: AnsweringApp[] }

const toMesh = (ledgers: readonly AnsweringApp[]): MeshDocument => ({
  services: [
    { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], versions: [{ name: 'v1' }] },
    { name: 'shop/reviews', protocol: 'http', hosts: ['reviews'], versions: [{ name: 'v1' }] },
    {
      name: 'shop/ledger',
      protocol: 'tcp',
      port: 7001,
      hosts: [],
      versions: [{ name: 'v1', endpoints: ledgers.map((ledger) => ledger.endpoint) }],
    },
  ],
  gateways: [],
})

async function startSidecar(xds: string, id: string, service: string, app: AnsweringApp, hasTcp = false) {
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const addresses = { admin: at('admin'), inbound: at('inbound'), outbound: at('outbound'), app: `127.0.0.1:${app.endpoint.port}` }
  const bootstrap = renderBootstrap({ id, service, version: 'v1', xds, ...addresses, ...(hasTcp && { tcp: { 'shop/ledger': at('tcp') } }) })
  const start = async () => {
    const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
    stops.push(envoy.stop)
    return envoy
  }
  return { ports, start, envoy: await start() }
}

/** A frontend that calls as many instances of one version of reviews. */
async function setUp(count: number): Promise<Bench> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const ledgers = [await startAnsweringApp('ledger-1'), await startAnsweringApp('ledger-2')]
  for (const ledger of ledgers) stops.push(ledger.stop)
  const running = await startTestRuntime({ folder, mesh: toMesh(ledgers) })
  stops.push(() => running.stop())
  const xds = running.runtime.xdsAddress
  const instances: Instance[] = []
  for (let n = 1; n <= count; n++) {
    const app = await startAnsweringApp(`reviews-${n}`)
    stops.push(app.stop)
    const { envoy, start } = await startSidecar(xds, `reviews-${n}`, 'shop/reviews', app)
    instances.push({ app, envoy, start })
  }
  const front = await startAnsweringApp('frontend')
  stops.push(front.stop)
  const { envoy: caller, ports } = await startSidecar(xds, 'frontend-1', 'shop/frontend', front, true)
  await waitFor('all instances at the caller', async () => (await caller.stat('cluster.shop/reviews|v1.membership_healthy')) === count)
  await waitFor('a route', async () => (await sendRequests(ports.outbound ?? 0, { count: 4, host: 'reviews' })).byStatus[200] === 4)
  return { running, caller, outbound: ports.outbound ?? 0, tcp: ports.tcp ?? 0, instances, ledgers }
}

const send = async ({ outbound }: Bench, count: number) => sendRequests(outbound, { count, host: 'reviews', concurrency: 4 })
const edgeOf = async ({ ctx }: TestRuntime) => {
  const graph = await getTopology(ctx, { from: Date.now() - 10_000, to: Date.now(), view: 'service', depth: 1 })
  return graph.edges.find(({ target }) => target === 'shop/reviews')
}

describe.skipIf(noEnvoyReason)(
  `an instance whose Envoy is killed${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`,
  { timeout: 60_000 },
  () => {
    it('costs its callers a handful of requests, then none, and gets its traffic back when it returns', async () => {
      const bench = await setUp(2)
      const [first, second] = bench.instances
      if (!first || !second) throw new Error('two instances were asked for')
      await first.envoy.stop()
      const before = await send(bench, 300)
      await waitFor(
        'the ejection',
        async () => (await bench.caller.stat('cluster.shop/reviews|v1.outlier_detection.ejections_active')) === 1,
      )
      expect(before.byStatus[503] ?? 0).toBeLessThanOrEqual(6)
      expect((await send(bench, 300)).byBody).toEqual({ 'reviews-2': 300 })
      const edge = await waitFor('the ejection in the topology', async () => {
        const found = await edgeOf(bench.running)
        return found?.health !== 'failing' && found?.healthReasons.some((reason) => reason.includes('ejected')) && found
      })
      expect(edge.health).toBe('degraded')
      expect(edge.healthReasons).toContain('1 of the instances of shop/reviews ejected by shop/frontend')
      await first.start()
      await waitFor('its traffic', async () => ((await send(bench, 20)).byBody['reviews-1'] ?? 0) > 0, 30_000)
      expect((await send(bench, 100)).byStatus).toEqual({ 200: 100 })
    })

    it('is left out also where most instances die, and the last one is never left out', async () => {
      const bench = await setUp(3)
      const [first, second, third] = bench.instances
      if (!first || !second || !third) throw new Error('three instances were asked for')
      await Promise.all([first.envoy.stop(), second.envoy.stop()])
      await waitFor('two ejections', async () => {
        await send(bench, 30)
        return (await bench.caller.stat('cluster.shop/reviews|v1.outlier_detection.ejections_active')) === 2
      })
      expect((await send(bench, 200)).byBody).toEqual({ 'reviews-3': 200 })
      await third.envoy.stop()
      await send(bench, 100)
      expect(await bench.caller.stat('cluster.shop/reviews|v1.membership_healthy')).toBe(1)
      await third.start()
      await waitFor('the last one again', async () => (await send(bench, 10)).byBody['reviews-3'] === 10, 15_000)
    })

    it('stays in while it answers, whatever it answers', async () => {
      const bench = await setUp(2)
      const [first] = bench.instances
      await first?.app.stop()
      await send(bench, 200)
      expect((await send(bench, 200)).byStatus[503]).toBeGreaterThan(50)
      expect(await bench.caller.stat('cluster.shop/reviews|v1.outlier_detection.ejections_active')).toBe(0)
    })

    it('is left out of the connections of a tcp service too', async () => {
      const bench = await setUp(1)
      await bench.ledgers[1]?.stop()
      const tally = await connect(bench.tcp, 30)
      await waitFor('the ejection', async () => (await bench.caller.stat('cluster.shop/ledger|v1.membership_healthy')) === 1)
      expect(tally.failed).toBeLessThanOrEqual(4)
      expect(await connect(bench.tcp, 30)).toEqual({ answered: 30, failed: 0 })
    })
  },
)

async function connect(port: number, count: number): Promise<{ answered: number; failed: number }> {
  const tally = { answered: 0, failed: 0 }
  for (let n = 0; n < count; n++)
    await sendRequests(port, { count: 1, host: 'ledger', concurrency: 1 }).then(
      () => (tally.answered += 1),
      () => (tally.failed += 1),
    )
  return tally
}
