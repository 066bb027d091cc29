import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DestinationSettings, Policy } from '@/lib/mesh/policy'
import { type Answer, asEcho, tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type Caller, type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'
import { waitFor } from '@/lib/testing/wait-for'

const host = 'reviews'
const caller = 'shop/frontend@v1'

let apps: EchoApp[] = []
let mesh: ProofMesh
let frontend: Caller
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = await Promise.all(['a', 'b', 'c'].map((name) => startEchoApp(name)))
  mesh = await startProofMesh([serviceOf(apps)], [caller])
  frontend = mesh.caller(caller)
}, 60_000)
beforeEach(() => {
  for (const app of apps) app.behave({})
})
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

const serviceOf = (instances: readonly EchoApp[]) => proofService('shop/reviews', { v1: instances.map((app) => app.endpoint) })
/** Clusters are made anew between tests, so that nothing of the former one is remembered. */
async function put(destination: DestinationSettings, instances = apps): Promise<void> {
  await mesh.publish({ mesh: { ...mesh.mesh, services: mesh.mesh.services.slice(1) } })
  await change(destination, instances)
  forget()
}
/** What a former test's cluster still asked is not this test's. */
function forget(): void {
  for (const app of apps) {
    app.log.length = 0
    app.connections = 0
  }
}
async function change(destination: DestinationSettings, instances: readonly EchoApp[]): Promise<void> {
  const policy: Policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }], destination }
  const services = [serviceOf(instances), ...mesh.mesh.services.slice(1)]
  await mesh.publish({ mesh: { ...mesh.mesh, services }, policies: [{ policy, revision: 1 }] })
}
const appOf = (answer: Answer): string => (answer.status === 200 ? asEcho(answer).app : `status ${answer.status}`)
const stat = (name: string) => frontend.envoy.stat(`cluster.shop/reviews|v1.${name}`)
const isHealthy = (count: number) => waitFor(`${count} healthy instances`, async () => (await stat('membership_healthy')) === count)

describe.skipIf(noEnvoyReason)(`which instance${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('is the next one with round robin, so all get the same', async () => {
    await put({ loadBalancing: 'round-robin' })
    expect(tally(await frontend.askMany(300, { host }, 1), appOf)).toEqual({ a: 100, b: 100, c: 100 })
  })

  it('is any one with random', async () => {
    await put({ loadBalancing: 'random' })
    const counts = tally(await frontend.askMany(600, { host }), appOf)
    // Multinomial, n = 600, p = 1/3: ± 5 standard deviations; equal thirds would mean that nothing was drawn.
    for (const app of ['a', 'b', 'c']) expect(Math.abs((counts[app] ?? 0) - 200)).toBeLessThan(58)
    const order = (await frontend.askMany(60, { host }, 1)).map(appOf).join('')
    expect(order).not.toMatch(/^(abc|acb|bac|bca|cab|cba)\1+$/)
  })

  it('is mostly not the slow one with least request', async () => {
    await put({ loadBalancing: 'least-request' })
    apps[0]?.behave({ delayMs: 200 })
    const counts = tally(await frontend.askMany(200, { host }, 10), appOf)
    expect(counts.a).toBeLessThan(60)
    expect((counts.b ?? 0) + (counts.c ?? 0)).toBe(200 - (counts.a ?? 0))
  })

  it.each(['ring-hash', 'maglev'] as const)(
    'is the same for the same key with %s, and mostly stays when an instance leaves',
    async (loadBalancing) => {
      const settings: DestinationSettings = { loadBalancing, hashKey: { header: 'x-user' } }
      const ask = async () => (await frontend.askMany(300, (index) => ({ host, headers: { 'x-user': `u${index}` } }))).map(appOf)
      await put(settings)
      const first = await ask()
      expect(await ask()).toEqual(first)
      const counts = tally(first, (app) => app)
      for (const app of ['a', 'b', 'c']) expect(counts[app]).toBeGreaterThan(50)
      await put(settings, apps.slice(0, 2))
      const after = await ask()
      const stayed = first.filter((app, index) => app !== 'c' && after[index] === app).length
      // Drawn anew it would be a half; a ring grows with fewer instances, so a sixth may move.
      expect(stayed / first.filter((app) => app !== 'c').length).toBeGreaterThan(0.7)
    },
  )

  it('that is new gets little at first with slow start, and then its share', async () => {
    const destination: DestinationSettings = { slowStart: { window: '1500ms', aggression: 1, minWeightPercent: 5 } }
    await put(destination, apps.slice(0, 1))
    const startedAt = Date.now()
    // Only Envoy's own clock tells when the first instance is through.
    await waitFor('the first instance to be past its start', () => Date.now() - startedAt > 1600)
    await change(destination, apps.slice(0, 2))
    const early = tally(await frontend.askMany(100, { host }, 20), appOf)
    expect(early.b ?? 0).toBeLessThan(30)
    await waitFor('equal shares', async () => (tally(await frontend.askMany(40, { host }, 1), appOf).b ?? 0) >= 20)
  })
})

describe.skipIf(noEnvoyReason)(`an instance${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('that answers with errors is ejected, by membership, and then sees nothing', async () => {
    await put({ outlier: { consecutive5xx: 3, interval: '100ms', baseEjection: '60s', maxEjectionPercent: 50 } })
    apps[0]?.behave({ status: 500 })
    const before = tally(await frontend.askMany(30, { host }, 1), appOf)
    // One or two more may be under way before every worker has heard of the ejection.
    expect(before['status 500']).toBeGreaterThanOrEqual(3)
    expect(before['status 500']).toBeLessThanOrEqual(5)
    expect([await stat('outlier_detection.ejections_active'), await stat('outlier_detection.ejections_enforced_consecutive_5xx')]).toEqual([
      1, 1,
    ])
    expect([await stat('membership_total'), await stat('membership_healthy')]).toEqual([3, 2])
    expect(tally(await frontend.askMany(60, { host }), appOf)).toEqual({ b: 30, c: 30 })
  })

  it('comes back after its ejection', async () => {
    await put({ outlier: { consecutiveGatewayErrors: 2, interval: '100ms', baseEjection: '300ms', maxEjectionPercent: 50 } })
    apps[0]?.behave({ status: 503 })
    await frontend.askMany(12, { host }, 1)
    expect(await stat('membership_healthy')).toBe(2)
    apps[0]?.behave({})
    await isHealthy(3)
    expect(tally(await frontend.askMany(30, { host }, 1), appOf)).toEqual({ a: 10, b: 10, c: 10 })
  })

  it.each([
    ['failure_percentage', { failurePercentage: { threshold: 60, minHosts: 3, minRequests: 5 } }],
    ['success_rate', { successRate: { stdevFactor: 1, minHosts: 3, minRequests: 5 } }],
  ] as const)('that fails more than the others is ejected by %s', async (kind, outlier) => {
    await put({ outlier: { ...outlier, interval: '300ms', baseEjection: '60s', maxEjectionPercent: 50 } })
    apps[2]?.behave({ status: 500 })
    const isEjected = async () => {
      await frontend.askMany(60, { host })
      return (await stat(`outlier_detection.ejections_enforced_${kind}`)) === 1
    }
    await waitFor('the ejection', isEjected, 5000)
    expect(await stat('membership_healthy')).toBe(2)
    expect(tally(await frontend.askMany(20, { host }, 1), appOf)).toEqual({ a: 10, b: 10 })
  })

  it('stays where its ejection would be too many, unless one may always go', async () => {
    const outlier = { consecutive5xx: 2, interval: '100ms', baseEjection: '60s', maxEjectionPercent: 10 }
    apps[0]?.behave({ status: 500 })
    await put({ outlier })
    await frontend.askMany(12, { host }, 1)
    expect([await stat('membership_healthy'), (await stat('outlier_detection.ejections_overflow')) > 0]).toEqual([3, true])
    await put({ outlier: { ...outlier, alwaysEjectOne: true } })
    await frontend.askMany(12, { host }, 1)
    expect(await stat('membership_healthy')).toBe(2)
  })

  it('that does not pass its health check takes no request, and takes some again when it does', async () => {
    const check = {
      path: '/health',
      expectedStatuses: [200, 204],
      interval: '100ms',
      timeout: '1s',
      healthyThreshold: 1,
      unhealthyThreshold: 2,
    }
    await put({ healthCheck: check })
    await isHealthy(3)
    await waitFor('every instance to be asked', () => apps.every((app) => app.log.some((seen) => seen.path === '/health')))
    apps[1]?.behave((seen) => (seen.path === '/health' ? 503 : 200))
    await isHealthy(2)
    expect(tally(await frontend.askMany(60, { host }), appOf)).toEqual({ a: 30, c: 30 })
    apps[1]?.behave((seen) => (seen.path === '/health' ? 204 : 200))
    await isHealthy(3)
    expect(Object.keys(tally(await frontend.askMany(30, { host }, 1), appOf)).sort()).toEqual(['a', 'b', 'c'])
  })

  it('gets so many requests per connection as the pool allows', async () => {
    await put({ connectionPool: { maxRequestsPerConnection: 2 } }, apps.slice(0, 1))
    await frontend.askMany(10, { host }, 1)
    expect([apps[0]?.log.length, apps[0]?.connections]).toEqual([10, 5])
  })

  it('loses a connection that was idle for as long as the pool says', async () => {
    await put({ connectionPool: { idleTimeout: '150ms' } }, apps.slice(0, 1))
    expect((await frontend.ask({ host })).status).toBe(200)
    expect(apps[0]?.openConnections()).toBe(1)
    await waitFor('the connection to be closed', () => apps[0]?.openConnections() === 0, 5000)
  })
})
