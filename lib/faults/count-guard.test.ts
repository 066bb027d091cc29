import { describe, expect, it } from 'vitest'
import type { EdgeEnd, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { countGuard, findReach } from './count-guard'

const end = (service: string, version: string): EdgeEnd => ({ kind: 'service', service, version, instance: null })
const row = (source: EdgeEnd, target: EdgeEnd, requests: number, errors: number, more: Partial<EdgeWindow> = {}): EdgeWindow => ({
  key: sampleKey(1, { source, target }),
  counts: sampleCounts({ requests, errors }),
  gauges: sampleGauges(),
  latency: [],
  ...more,
})
const [frontend, reviews1, reviews2, ratings] = [
  end('shop/frontend', 'v1'),
  end('shop/reviews', 'v1'),
  end('shop/reviews', 'v2'),
  end('shop/ratings', 'v1'),
]
const fault = { service: 'shop/ratings' }
const window: ProxyWindow = {
  proxyId: 'p',
  from: 0,
  to: 5_000,
  edges: [row(frontend, reviews1, 60, 1), row(frontend, reviews2, 40, 20), row(reviews2, ratings, 40, 0)],
}
const reach = findReach(
  fault,
  window.edges.map(({ key }) => key),
)

describe('what a guard counts', () => {
  it('tells requests that may depend on the faulted edge from those that surely do not', () => {
    expect([...reach].sort()).toEqual(['shop/frontend@v1', 'shop/reviews@v2'])
    const errors = { service: 'shop/reviews', metric: 'errorRatio', above: 0.05 } as const
    expect(countGuard(fault, errors, reach, window)).toEqual({
      to: 5_000,
      reached: { requests: 40, failures: 20 },
      unreached: { requests: 60, failures: 1 },
    })
  })

  it('counts on the faulted service itself only what the fault does not produce, other callers as control', () => {
    const scoped = { service: 'shop/ratings', caller: 'shop/reviews' }
    const edges = [row(reviews2, ratings, 80, 4), row(frontend, ratings, 20, 0)]
    const guard = { service: 'shop/ratings', metric: 'errorRatio', above: 0.05 } as const
    const counted = countGuard(
      scoped,
      guard,
      findReach(
        scoped,
        edges.map(({ key }) => key),
      ),
      { ...window, edges },
    )
    expect(counted).toMatchObject({ reached: { requests: 80, failures: 4 }, unreached: { requests: 20, failures: 0 } })
  })

  it('counts as too slow what surely took longer than the bound', () => {
    const latency = [
      [200, 250, 10],
      [250, 500, 5],
      [500, 1000, 2],
    ] as const
    const guard = { service: 'shop/reviews', metric: 'p95', above: 300 } as const
    const edges = [row(frontend, reviews2, 17, 0, { latency })]
    expect(countGuard(fault, guard, reach, { ...window, edges }).reached).toEqual({ requests: 17, failures: 2 })
  })
})
