import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import { renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import type { CanaryDetail } from '@/lib/mesh/canary'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { startTestRuntime, type TestRuntime } from '@/lib/testing/start-test-runtime'
import { startTcpApp, type TcpApp } from '@/lib/testing/tcp-app'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** shop/ledger in two versions behind one real caller proxy, to which connections are opened all the time. */
async function setUp(): Promise<{ running: TestRuntime; v1: TcpApp; v2: TcpApp }> {
  const { folder, remove } = temporaryFolder()
  const [v1, v2] = [await startTcpApp('v1'), await startTcpApp('v2')]
  const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'xds'], {}, Math.random)
  const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
  const bootstrap = renderBootstrap({
    service: 'shop/frontend',
    version: 'v1',
    xds: at('xds'),
    admin: at('admin'),
    inbound: at('inbound'),
    outbound: at('outbound'),
    app: at('inbound'),
    tcp: { 'shop/ledger': at('tcp') },
  })
  const envoy = await startRealEnvoy(bootstrap, ports.admin ?? 0)
  const running = await startTestRuntime({ folder, mesh: exampleMesh({ v1: v1.endpoint, v2: v2.endpoint }), xds: at('xds') })
  const load = setInterval(() => {
    const socket = connect(ports.tcp ?? 0, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.once('data', () => socket.destroy())
  }, 5)
  stops.push(remove, v1.stop, v2.stop, envoy.stop, running.stop, () => clearInterval(load))
  await waitFor('connections', () => v1.connections > 100, 20_000)
  await waitFor('numbers', () => running.store.series.newest() !== null)
  return { running, v1, v2 }
}

const until = ({ ctx }: TestRuntime, id: string, what: string, holds: (canary: CanaryDetail) => boolean, ms = 20_000) =>
  waitFor(
    what,
    async () => {
      const canary = await getCanary(ctx, { id })
      if (holds(canary)) return canary
      throw new Error(`${canary.state}: ${canary.stateText}`)
    },
    ms,
  )
const spec = { service: 'shop/ledger', version: 'v2', baseline: 'v1', preset: 'fast', reason: 'release 2.1' } as const
const steps = [{ kind: 'weight', weightPercent: 25 } as const]

describe.skipIf(noEnvoyReason)(`a canary of a tcp service on a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('moves connections by endpoint weights, takes one that cannot be opened for an error, and is rolled back', async () => {
    const { running, v1, v2 } = await setUp()
    const stored = await running.store.steer.policies.get('shop/ledger')
    if (!stored) throw new Error('a policy')
    // Nobody is put out for refusing connections, so that they are counted.
    const policy = { ...stored.policy, destination: { outlier: { consecutiveLocalErrors: 100_000 } } }
    await applyPolicy(running.ctx, {
      service: 'shop/ledger',
      policy,
      reason: 'count them',

      baseRevision: stored.revision,
    })
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { steps, holdSeconds: 600 } })
    await until(running, id, 'the step in force', ({ state }) => state === 'watching')
    const before = { v1: v1.connections, v2: v2.connections }
    await waitFor('connections at the step', () => v1.connections + v2.connections - before.v1 - before.v2 > 400)
    const share = (v2.connections - before.v2) / (v1.connections + v2.connections - before.v1 - before.v2)
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
    await until(
      running,
      id,
      'a counted tick',
      ({ ticks }) => ticks.some(({ leftOut, canary }) => leftOut === null && canary.requests > 0),
      30_000,
    )
    await v2.stop()
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended', 30_000)
    expect(ended).toMatchObject({ outcome: 'rolled_back', verdict: 'worse', weight: 0 })
    expect(ended.judgement.sentence).toMatch(/^worse: \d+ % of canary requests failed, 0 % of baseline requests$/)
    const after = await running.store.steer.policies.get('shop/ledger')
    expect(after?.policy.rules.at(-1)?.backends.find(({ version }) => version === 'v2')?.weight ?? 0).toBe(0)
  }, 90_000)

  it('is held at weight 0 where its proxies put the version out, and does not come back at once', async () => {
    const { running, v2 } = await setUp()
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { steps, holdSeconds: 600 } })
    await until(running, id, 'the step in force', ({ state }) => state === 'watching')
    await v2.stop()
    const held = await until(running, id, 'the hold', ({ state }) => state === 'held', 30_000)
    expect(held).toMatchObject({
      hold: { cause: 'unhealthy_version', text: expect.stringContaining('its weight is 0 meanwhile') },
      weight: 0,
    })
    await waitFor('ten seconds', () => Date.now() - (held.hold?.since ?? 0) > 10_000)
    expect(await getCanary(running.ctx, { id })).toMatchObject({ state: 'held', weight: 0 })
  }, 90_000)

  it('is promoted where it is not worse', async () => {
    const { running, v1, v2 } = await setUp()
    const { id } = await startCanary(running.ctx, { ...spec, parameters: { steps: [{ kind: 'weight', weightPercent: 50 }] } })
    const ended = await until(running, id, 'the end', ({ state }) => state === 'ended', 60_000)
    expect(ended).toMatchObject({ outcome: 'promoted', weight: 100 })
    const before = v2.connections
    const stable = v1.connections
    await waitFor('connections after the end', () => v2.connections - before > 200)
    expect(v1.connections).toBe(stable)
  }, 90_000)
})
