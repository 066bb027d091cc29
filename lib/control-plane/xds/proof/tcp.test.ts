import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DestinationSettings, Policy, Rule } from '@/lib/mesh/policy'
import { tally } from '@/lib/testing/ask'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type Caller, type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'
import { dial, startTcpApp, type TcpApp, type TcpCall } from '@/lib/testing/tcp-app'
import { waitFor } from '@/lib/testing/wait-for'

const caller = 'shop/frontend@v1'
let apps: TcpApp[] = []
let mesh: ProofMesh
let frontend: Caller
const calls: TcpCall[] = []
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = await Promise.all(['v1', 'v1', 'v2'].map((name) => startTcpApp(name)))
  const [first, second, third] = apps.map((app) => app.endpoint)
  if (!first || !second || !third) throw new Error('three apps')
  mesh = await startProofMesh([proofService('shop/ledger', { v1: [first, second], v2: [third] }, 'tcp')], [caller])
  frontend = mesh.caller(caller)
}, 60_000)
afterEach(() => {
  for (const call of calls.splice(0)) call.socket.destroy()
})
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

function put(v1: number, v2: number, change: Partial<Rule> = {}, destination?: DestinationSettings): Promise<void> {
  const backends = [
    { version: 'v1', weight: v1 },
    { version: 'v2', weight: v2 },
  ]
  const policy: Policy = {
    service: 'shop/ledger',
    rules: [{ name: 'default', backends, ...change }],
    ...(destination ? { destination } : {}),
  }
  return mesh.publish({ policies: [{ policy, revision: 1 }] })
}
async function connect(count: number): Promise<TcpCall[]> {
  const made: TcpCall[] = []
  for (let index = 0; index < count; index++) made.push(await dial(frontend.tcp))
  calls.push(...made)
  return made
}
const greetings = (made: readonly TcpCall[]) => tally(made, (call) => call.greeting || 'refused')

describe.skipIf(noEnvoyReason)(`connections to a tcp service${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('are split by weight whatever the number of instances, and follow a change without losing an open one', async () => {
    await put(60, 40)
    const before = apps.map((app) => app.connections)
    const open = await connect(100)
    expect(greetings(open)).toEqual({ v1: 60, v2: 40 })
    expect(apps.map((app, index) => app.connections - (before[index] ?? 0))).toEqual([30, 30, 40])
    await put(0, 100)
    expect(greetings(await connect(20))).toEqual({ v2: 20 })
    const kept = open.find((call) => call.greeting === 'v1')
    const echoed = new Promise<string>((resolve) => kept?.socket.once('data', (words) => resolve(String(words))))
    kept?.socket.write('still there')
    expect(await echoed).toBe('still there')
    expect(await frontend.envoy.stat('listener_manager.listener_modified')).toBe(0)
  })

  it('are ended by the proxy when nothing moves for as long as the rule says', async () => {
    await put(100, 0, { idleTimeout: '200ms' })
    const [call] = await connect(1)
    const startedAt = Date.now()
    await call?.ended
    expect(Date.now() - startedAt).toBeLessThan(3000)
    await put(100, 0)
    const [other] = await connect(1)
    expect(other?.socket.destroyed).toBe(false)
  })

  it('above the limit of the breaker are refused, counted as overflow', async () => {
    await put(0, 100, {}, { circuitBreaker: { maxConnections: 3 } })
    const before = await frontend.envoy.stat('cluster.shop/ledger|*.upstream_cx_overflow')
    expect(greetings(await connect(5))).toEqual({ v2: 3, refused: 2 })
    expect((await frontend.envoy.stat('cluster.shop/ledger|*.upstream_cx_overflow')) - before).toBe(2)
  })

  it('go to instances that pass the health check only', async () => {
    const check = { interval: '100ms', timeout: '1s', healthyThreshold: 1, unhealthyThreshold: 1 }
    await put(60, 40, {}, { healthCheck: check })
    const healthy = () => frontend.envoy.stat('cluster.shop/ledger|*.membership_healthy')
    await waitFor('three healthy instances', async () => (await healthy()) === 3)
    await apps[2]?.stop()
    await waitFor('two healthy instances', async () => (await healthy()) === 2)
    expect(greetings(await connect(20))).toEqual({ v1: 20 })
  })
})
