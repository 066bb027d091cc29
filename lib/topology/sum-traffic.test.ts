import { describe, expect, it } from 'vitest'
import type { EdgeTotal } from '@/lib/mesh/window'
import { toMs, toProxy, toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from './build'
import type { GraphDraft } from './graph-draft'
import { sumTraffic } from './sum-traffic'

type Shorthand = Parameters<typeof toTotal>[0]
const row = (proxy: string, change: Partial<Shorthand> = {}): EdgeTotal =>
  toTotal({ proxy, from: ['service', 'a/p', 'v1'], to: ['service', 'b/x', 'v1'], counts: { requests: 300 }, ...change })

const draftOf = (totals: readonly EdgeTotal[]): GraphDraft =>
  draftTopology({
    from: toMs - 60_000,
    to: toMs,
    now: toMs,
    view: 'service',
    totals,
    mesh: { services: [], gateways: [] },
    policies: [],
    proxies: [...new Set(totals.map(({ key }) => key.proxyId))].map((id) => toProxy({ id, service: 'a/p', version: 'v1' })),
    faults: [],
    scrapeIntervalMs: 5000,
  })
const sum = (totals: readonly EdgeTotal[]) => sumTraffic(totals, 'b/x', draftOf(totals).coverage)

describe('the traffic of a service', () => {
  it('is as much as its node says, where callers took over from one another', () => {
    const half = (proxy: string, firstMs: number): EdgeTotal => ({
      ...row(proxy, { coveredMs: 30_000 }),
      firstMs,
      lastMs: firstMs + 30_000,
    })
    const totals = [half('p1', toMs - 60_000), half('p2', toMs - 30_000)]
    expect(draftOf(totals).nodes.get('b/x')?.node.inbound.requestsPerSecond).toBeCloseTo(10, 6)
    expect(sum(totals)?.perSecond.requests).toBeCloseTo(10, 6)
    expect(sum(totals)?.counts.requests).toBe(600)
  })
})
