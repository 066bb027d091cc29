import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { measureTraffic } from './measure-traffic'

const now = Date.UTC(2026, 0, 10, 12)
let context: TestContext
beforeEach(async () => {
  context = await testContext({ now: () => now })
})
afterEach(() => context.close())

/** One round of 10 s, its end so many seconds ago, in which a proxy of that version of shop/reviews sent that many requests to shop/ratings. */
const round = (version: string, endedSecondsAgo: number, requests: number): ProxyWindow => {
  const to = now - endedSecondsAgo * 1000
  const key = sampleKey(1, {
    proxyId: `reviews-${version}`,
    source: { kind: 'service', service: 'shop/reviews', version, instance: `reviews-${version}` },
    target: { kind: 'service', service: 'shop/ratings', version: 'v1', instance: null },
  })
  return {
    proxyId: key.proxyId,
    from: to - 10_000,
    to,
    edges: [{ key, counts: sampleCounts({ requests }), gauges: sampleGauges(), latency: [] }],
  }
}
const rounds = Array.from({ length: 30 }, (_, index) => 290 - index * 10)

describe('what a service takes', () => {
  it('is no more than was sent, though one version of a caller took over from another within the range', () => {
    // 10 requests a second for 5 minutes: by v1 alone, then by both alike.
    const { series } = context.web.store
    series.append(rounds.map((ago) => round('v1', ago, ago < 150 ? 50 : 100)))
    series.append(rounds.filter((ago) => ago < 150).map((ago) => round('v2', ago, 50)))
    series.flush()
    const mesh = { services: [{ name: 'shop/ratings', protocol: 'http' as const, hosts: [], versions: [{ name: 'v1' }] }], gateways: [] }
    const desired = { revision: 1, mesh, policies: [], instances: [], faults: [] }
    const traffic = measureTraffic({ ...context.web, actor: 'a person' }, { service: 'shop/ratings', desired, proxies: [] })
    expect(traffic.requestsPerSecond).toBeCloseTo(10, 6)
    expect(
      traffic.callers?.map(({ service, version, requestsPerSecond }) => [service, version, Math.round(requestsPerSecond * 100)]),
    ).toEqual([
      ['shop/reviews', 'v1', 750],
      ['shop/reviews', 'v2', 250],
    ])
  })
})
