import { describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import type { Sweep } from '@/lib/metrics/sweep'
import type { ProxyReader } from '@/lib/proxies/proxy-reader'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { exampleCluster, exampleSweep } from '@/lib/testing/example-sweep'
import { silent } from '@/lib/testing/temporary-store'
import { Fleet } from './fleet'
import { Scraper } from './scraper'

const sweep = (at: number, uptimeSeconds: number, requests: number): Sweep =>
  exampleSweep(at, [exampleCluster('shop/reviews|v1', { requests, attempts: requests })], { uptimeSeconds })

function setUp() {
  const fleet = new Fleet()
  const windows: ProxyWindow[] = []
  const clock = { now: 100_000 }
  const proxy = { uptimeSeconds: 0, requests: 0, isDead: false, reads: 0 }
  const reader: Pick<ProxyReader, 'sweep' | 'nextDelayMs' | 'readCertificates'> = {
    async sweep() {
      proxy.reads++
      const at = clock.now
      const problem = { kind: 'unreachable' as const, message: 'nothing listens there', at }
      return proxy.isDead ? { ok: false, problem, at } : { ok: true, value: sweep(at, proxy.uptimeSeconds, proxy.requests), at }
    },
    readCertificates: async () => ({ ok: true, value: [], at: clock.now }),
    nextDelayMs: () => 0,
  }
  const ctx = { reader, log: silent, now: () => clock.now, random: () => 0.5, store: { series: { append: () => {} } } }
  const scraper = new Scraper(ctx, fleet, 5_000, {
    desired: () => null,
    targetOf: () => ({ ok: true, target: { id: 'a', url: 'http://127.0.0.1:1', kind: 'envoy' } }),
    onWindow: (window) => windows.push(window),
    onFirstAnswer: () => {},
  })
  const tickAt = async (now: number): Promise<void> => {
    clock.now = now
    scraper.tick(now)
    await new Promise((done) => setImmediate(done))
  }
  const requests = () => windows.flatMap((window) => window.edges).reduce((sum, { counts }) => sum + counts.requests, 0)
  fleet.put(exampleSidecar('a'), null)
  return { fleet, proxy, windows, tickAt, requests }
}

describe('the first readings of a proxy', () => {
  it('come at once and count everything since it began, then at an offset of its own', async () => {
    const { fleet, proxy, windows, tickAt, requests } = setUp()
    fleet.connected('a', '127.0.0.1', 100_000)
    Object.assign(proxy, { uptimeSeconds: 1, requests: 40 })
    await tickAt(100_100)
    expect(requests()).toBe(40)
    expect(windows[0]).toMatchObject({ from: 98_100, to: 100_100 })
    await tickAt(102_500)
    expect(proxy.reads).toBe(1)
    proxy.requests = 100
    await tickAt(102_600)
    expect(requests()).toBe(100)
  })

  it('count nothing of what a proxy did before this Outrider knew it', async () => {
    const { fleet, proxy, tickAt, requests } = setUp()
    fleet.connected('a', '127.0.0.1', 100_000)
    Object.assign(proxy, { uptimeSeconds: 600, requests: 40_000 })
    await tickAt(100_100)
    expect(requests()).toBe(0)
    proxy.requests = 40_010
    await tickAt(105_000)
    expect(requests()).toBe(10)
  })

  it('count nothing twice when it could not be read for a while', async () => {
    const { fleet, proxy, tickAt, requests } = setUp()
    fleet.connected('a', '127.0.0.1', 100_000)
    Object.assign(proxy, { uptimeSeconds: 0, requests: 40 })
    await tickAt(100_100)
    proxy.isDead = true
    for (const now of [105_000, 110_000, 115_000, 120_000]) await tickAt(now)
    Object.assign(proxy, { isDead: false, uptimeSeconds: 25, requests: 90 })
    await tickAt(125_000)
    expect(requests()).toBe(40)
    proxy.requests = 95
    await tickAt(130_000)
    expect(requests()).toBe(45)
  })
})
