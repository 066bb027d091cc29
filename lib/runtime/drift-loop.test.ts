import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import { actOnDrift } from '@/lib/operations/drift/act'
import { listDrift } from '@/lib/operations/drift/list'
import { startAnsweringApp } from '@/lib/testing/answering-app'
import { exampleDesired, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { noEnvoyReason, type RealEnvoy, startRealEnvoy } from '@/lib/testing/real-envoy'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { silent, temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Bench = { running: TestRuntime; envoy: RealEnvoy; xds: string; folder: string }

async function setUp(): Promise<Bench> {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const app = await startAnsweringApp('v1')
  stops.push(app.stop)
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const mesh = exampleMesh({ v1: app.endpoint, v2: app.endpoint })
  const running = await startTestRuntime({ folder, mesh, xds: at('xds') })
  stops.push(() => running.stop())
  const addresses = { xds: at('xds'), admin: at('admin'), inbound: at('inbound'), outbound: at('outbound') }
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    ...addresses,
    app: `127.0.0.1:${app.endpoint.port}`,
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  stops.push(envoy.stop)
  await waitFor('the proxy in sync', () =>
    [...running.store.observed.listStatus().values()].some((status) => status.connected && status.syncedRevision > 0),
  )
  return { running, envoy, xds: at('xds'), folder }
}

const found = ({ running }: Bench) => listDrift(running.ctx, { ignored: false })

describe.skipIf(noEnvoyReason)(`drift of a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('is an override that somebody set by its admin page, ignored for a time, and gone when it is overwritten', async () => {
    const bench = await setUp()
    const { ctx, store } = bench.running
    await bench.envoy.post('/runtime_modify?some.key=7')
    const [drift] = await waitFor(
      'the override',
      async () => {
        const list = await found(bench)
        return list.length > 0 && list
      },
      40_000,
    )
    expect(drift).toMatchObject({ kind: 'runtime_override', subject: 'some.key', service: 'shop/frontend' })
    const id = drift?.id ?? ''
    await expect(actOnDrift(ctx, { id, action: 'adopt', reason: 'keep' })).rejects.toThrow('cannot be adopted')
    await actOnDrift(ctx, { id, action: 'ignore', until: ctx.now() + 60_000, reason: 'known' })
    expect(await found(bench)).toEqual([])
    expect(await listDrift(ctx, { ignored: true })).toHaveLength(1)
    await actOnDrift(ctx, { id, action: 'overwrite', reason: 'away' })
    await waitFor('its end', async () => (await store.steer.drift.list()).length === 0)
    expect(await bench.envoy.page('/runtime')).not.toContain('some.key')
  }, 90_000)

  it('is a proxy that another control plane holds', async () => {
    const bench = await setUp()
    await bench.running.stop()
    const other = createControlPlane({ listen: bench.xds, isStoreAlive: () => true, token: null, now: Date.now, log: silent })
    other.publish(exampleDesired(1, exampleMesh(), [splitPolicy('shop/reviews', 50, 50)]))
    await other.start()
    stops.push(() => other.stop(0))
    const again = await startTestRuntime({ folder: bench.folder })
    stops.push(() => again.stop())
    const drift = await waitFor('the other control plane', async () => (await listDrift(again.ctx, { ignored: false })).at(0), 40_000)
    expect(drift).toMatchObject({
      kind: 'foreign_control_plane',
      overwrite: { possible: false },
      proxyId: expect.stringContaining('frontend'),
    })
  }, 90_000)
})
