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

  it('has no failures of gRPC where nobody counts a status, and says of how many where some do not', () => {
    const silent = row('p1', { protocol: 'grpc' })
    expect(sum([silent])).toMatchObject({
      counts: { requests: 300, errors: null },
      perSecond: { errors: null },
      withoutStatus: { count: 300, perSecond: 5 },
    })
    expect(sum([silent])?.errorRatioUnknown).toContain('grpc_stats')
    const told = row('p2', { protocol: 'grpc', counts: { requests: 60, grpcRequests: 60, errors: 30 } })
    expect(sum([silent, told])).toMatchObject({ counts: { requests: 360, errors: 30 }, withoutStatus: { count: 300 } })
    expect(sum([silent, told])?.errorRatioUnknown).toBeUndefined()
    expect(sum([row('p1')])).toMatchObject({ counts: { errors: 0 }, withoutStatus: { count: 0 } })
  })

  it('tells nothing of its callers where only its own proxies count', () => {
    const own = row('x', { side: 'server', from: ['unknown', ''] })
    expect(sum([own])).toMatchObject({
      side: 'server',
      counts: { requests: 300, errors: 0, retries: null, timeouts: null, overflows: null, attempts: null, abortsInjected: null },
      now: { pending: null, breakersOpen: null, ejected: null, most: null },
    })
  })

  it('has the largest of each proxy and version beside the sums', () => {
    const busy = (proxy: string, version: string, requestsActive: number) =>
      row(proxy, { to: ['service', 'b/x', version], gauges: { requestsActive } })
    expect(sum([busy('p1', 'v1', 20), busy('p1', 'v2', 25), busy('p2', 'v1', 20)])?.now).toMatchObject({ active: 65, most: { active: 25 } })
  })
})
