import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '@/demo/find-free-ports'
import type { ControlPlane, Desired } from '@/lib/control-plane/control-plane'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import { SimulatedProxy } from './simulated-proxy'
import { waitFor } from './wait-for'

const fault: Fault = {
  id: 'f1',
  service: 'shop/reviews',
  abort: { percent: 25, httpStatus: 503 },
  durationSeconds: 60,
  reason: 'test',
  actor: 'test',
  at: 0,
  state: 'injecting',
  stateReason: null,
  outcome: null,
  endsAt: Number.MAX_SAFE_INTEGER,
  endedAt: null,
  revision: 1,
  stopping: null,
  planned: null,
  injected: { aborts: 0, delays: 0, abortsPerSecond: 0, delaysPerSecond: 0 },
  evidence: [],
}

let controlPlane: ControlPlane
let proxy: SimulatedProxy
let admin = 0
const seen: ProxyIdentity[] = []

beforeEach(async () => {
  const log = { info: () => undefined, warn: () => undefined }
  controlPlane = createControlPlane({ listen: '127.0.0.1:0', isStoreAlive: () => true, now: Date.now, log })
  controlPlane.subscribe((event) => event.kind === 'connected' && seen.push(event.identity))
  controlPlane.publish(desired(70, []))
  const { address } = await controlPlane.start()
  admin = (await findFreePorts(['admin'], {}, Math.random)).admin ?? 0
  let draw = 0
  proxy = new SimulatedProxy({
    id: 'frontend-v1-1',
    service: 'shop/frontend',
    metadata: {
      service: 'shop/frontend',
      version: 'v1',
      admin: `127.0.0.1:${admin}`,
      inbound: '127.0.0.1:22000',
      outbound: '127.0.0.1:22001',
      app: '127.0.0.1:22002',
    },
    admin,
    xds: address,
    // Every hundredth once in a hundred draws, in an order that mixes weights and faults.
    random: () => ((draw++ * 37) % 100) / 100,
    now: Date.now,
  })
  await proxy.start()
  await waitFor('routes', () => proxy.config.routes.length > 0 && proxy.config.clusters.length > 0)
})
afterEach(async () => {
  await proxy.stop()
  await controlPlane.stop(0)
})

describe('a simulated proxy', () => {
  it('announces itself as simulated', () => {
    expect(seen.at(-1)).toMatchObject({ id: 'frontend-v1-1', service: 'shop/frontend', version: 'v1', simulated: true, build: null })
  })

  it('splits by the received weights, and its own pages say so in Envoy’s shapes', async () => {
    await waitFor('endpoints', () => proxy.config.clusters.every((cluster) => proxy.config.hosts(cluster).length > 0))
    for (let request = 0; request < 100; request++) await send()
    const reader = createEnvoyReader({ timeoutMs: 2000, maxBytes: 1e6, now: Date.now })
    const target = { id: 'frontend-v1-1', url: `http://127.0.0.1:${admin}`, kind: 'envoy' as const }
    const reading = await reader.sweep(target, AbortSignal.timeout(5000))
    const policies = await reader.readPolicies(target, AbortSignal.timeout(5000))
    await reader.close()
    if (!reading.ok || !policies.ok) throw new Error('the pages could not be read')
    const requests = (name: string) => reading.value.clusters.find(({ cluster }) => cluster === name)?.counters.get('requests')
    expect([requests('shop/reviews|v1'), requests('shop/reviews|v2')]).toEqual([70, 30])
    expect(reading.value.badLines).toBe(0)
    expect(policies.value.get('shop/reviews')?.rules[0]?.backends).toEqual([
      { version: 'v1', weight: 70 },
      { version: 'v2', weight: 30 },
    ])
  })

  it('injects a leased fault while its value stands, and nothing without it', async () => {
    controlPlane.publish(desired(100, [fault]))
    controlPlane.lease([fault])
    await waitFor('the value', () => proxy.config.runtimePercent('outrider.fault.f1.abort'))
    await waitFor('the gate', () => JSON.stringify(proxy.config.routes).includes('outrider.fault.f1.abort'))
    const statuses: number[] = []
    for (let request = 0; request < 200; request++) statuses.push((await send()).status)
    // Of the two draws of a request the fault gets the second, which runs through the odd hundredths: 12 of those 50 are below a quarter.
    expect(statuses.filter((status) => status === 503)).toHaveLength(48)
    expect(proxy.counters.values.get('http.outbound.fault.aborts_injected')).toBe(48)
    controlPlane.lease([])
    await waitFor('no value', () => proxy.config.runtimePercent('outrider.fault.f1.abort') === null)
    for (let request = 0; request < 20; request++) expect((await send()).status).toBe(200)
  })
})

const send = () =>
  proxy.sendOut('outbound', { authority: 'reviews', headers: { ':path': '/', ':method': 'GET' } }, async () => ({
    status: 200,
    grpcStatus: null,
    path: ['reviews'],
  }))

function desired(weightOfV1: number, faults: Fault[]): Desired {
  const instances = ['v1', 'v2'].map((version, index) => ({
    proxyId: `reviews-${version}`,
    service: 'shop/reviews',
    version,
    inbound: { address: '127.0.0.1', port: 23_000 + index },
    connected: true,
    connectionChangedAt: 0,
  }))
  const backends = [
    { version: 'v1', weight: weightOfV1 },
    { version: 'v2', weight: 100 - weightOfV1 },
  ]
  return {
    revision: faults.length + 1,
    mesh: {
      services: [
        { name: 'shop/frontend', protocol: 'http', hosts: ['frontend'], calls: ['shop/reviews'], versions: [{ name: 'v1' }] },
        { name: 'shop/reviews', protocol: 'http', hosts: ['reviews'], versions: [{ name: 'v1' }, { name: 'v2' }] },
      ],
      gateways: [],
    },
    policies: [{ policy: { service: 'shop/reviews', rules: [{ name: 'default', backends }] }, revision: 1 }],
    instances,
    faults,
  }
}
