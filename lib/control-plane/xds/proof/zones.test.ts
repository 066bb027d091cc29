import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DestinationSettings } from '@/lib/mesh/policy'
import type { Instance } from '@/lib/mesh/proxy'
import { type Answer, asEcho, tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type Caller, type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'

const host = 'reviews'
const caller = 'shop/frontend@v1'
let apps: EchoApp[] = []
let mesh: ProofMesh
let frontend: Caller
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = await Promise.all(['a', 'b'].map((name) => startEchoApp(name)))
  mesh = await startProofMesh([proofService('shop/reviews', { v1: [] })], [caller], 'zone-a')
  frontend = mesh.caller(caller)
}, 60_000)
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

const instance = (service: string, zone: string, inbound: Instance['inbound']): Instance => ({
  proxyId: `${service}-${zone}-${inbound.port}`,
  service,
  version: 'v1',
  inbound,
  zone,
  connected: true,
  connectionChangedAt: 0,
})
/** shop/reviews: a in zone-a and b in zone-b. shop/frontend: one instance in each of `zones`, which is what the proxy compares with. */
async function put(destination: DestinationSettings, zones: readonly string[]): Promise<void> {
  const instances = [
    ...apps.map((app, index) => instance('shop/reviews', index === 0 ? 'zone-a' : 'zone-b', app.endpoint)),
    ...zones.map((zone, index) => instance('shop/frontend', zone, { address: '127.0.0.1', port: 9 + index })),
  ]
  const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }], destination }
  await mesh.publish({ instances, policies: [{ policy, revision: 1 }] })
}
const appOf = (answer: Answer): string => (answer.status === 200 ? asEcho(answer).app : `status ${answer.status}`)
const count = async () => tally(await frontend.askMany(200, { host }, 1), appOf)

describe.skipIf(noEnvoyReason)(`zone awareness${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('is off unless the policy asks, so both zones get the same', async () => {
    await put({}, ['zone-a', 'zone-b'])
    expect(await count()).toEqual({ a: 100, b: 100 })
  })

  it('keeps every request in the zone where callers and instances are spread alike', async () => {
    await put({ zoneAwareness: { minInstances: 2 } }, ['zone-a', 'zone-b'])
    expect(await count()).toEqual({ a: 200 })
  })

  it('sends on what the zone’s instances would have too much of', async () => {
    // All callers are in zone-a, half of the instances: half of the requests stay.
    await put({ zoneAwareness: { minInstances: 2 } }, ['zone-a'])
    const counts = await count()
    expect((counts.a ?? 0) + (counts.b ?? 0)).toBe(200)
    // Binomial, n = 200, p = 1/2: ± 5 standard deviations.
    expect(Math.abs((counts.a ?? 0) - 100)).toBeLessThan(36)
  })

  it('is not there with fewer instances than the policy asks for', async () => {
    await put({ zoneAwareness: {} }, ['zone-a', 'zone-b'])
    expect(await count()).toEqual({ a: 100, b: 100 })
  })
})
