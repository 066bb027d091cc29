import { describe, expect, it } from 'vitest'
import type { EdgeTotal } from '@/lib/mesh/window'
import { toTotal } from '@/lib/testing/golden-topology'
import { draftTopology } from './build'
import { compareVersions } from './compare-versions'
import { coverageOf } from './coverage'
import { sumTraffic } from './sum-traffic'

const now = 1_060_000
const total = (
  version: string,
  requests: number,
  errors: number,
  slow: number,
  more: Partial<Parameters<typeof toTotal>[0]> = {},
): EdgeTotal =>
  toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', version, null],
    counts: { requests, errors, ok: requests - errors, attempts: requests, timeouts: 6 },
    latency:
      requests === 0
        ? []
        : [
            [5, 10, requests - slow],
            [50, 100, slow],
          ],
    ...more,
  })
const mesh = { services: [], gateways: [] }
const draftOf = (totals: EdgeTotal[]) =>
  draftTopology({
    from: 1_000_000,
    to: now,
    now,
    view: 'version',
    totals,
    mesh,
    policies: [],
    proxies: [],
    faults: [],
    scrapeIntervalMs: 5000,
  })
const compare = (totals: EdgeTotal[]) =>
  compareVersions(draftOf(totals), 'shop/reviews', 'v1', ['v1', 'v2'], () => Array.from({ length: 8 }, () => totals))

describe('versions side by side', () => {
  it('differ where chance does not explain it, with both values', () => {
    const [v2] = compare([total('v1', 9000, 9, 90), total('v2', 1000, 100, 500)])
    expect(v2).toMatchObject({ version: 'v2', base: 'v1' })
    expect(v2?.differences.map(({ kind, now: value, base, test }) => ({ kind, value, base, test }))).toEqual([
      { kind: 'failing_more', value: 0.1, base: 0.001, test: 'fisher' },
      { kind: 'slower', value: 0.5, base: 0.01, test: 'fisher' },
    ])
  })

  it('do not differ by their share of the traffic', () => {
    expect(compare([total('v1', 9000, 9, 90), total('v2', 1000, 1, 10)])).toEqual([{ version: 'v2', base: 'v1', differences: [] }])
  })

  it('are not compared where one was asked nothing', () => {
    expect(compare([total('v1', 9000, 9, 90), total('v2', 0, 0, 0)])[0]?.untested).toBe('one of them was asked nothing')
    expect(compare([total('v1', 9000, 9, 90)])[0]?.untested).toContain('was read')
  })
})

describe('what the callers of a service counted', () => {
  const traffic = (totals: EdgeTotal[]) =>
    sumTraffic(totals, 'shop/reviews', coverageOf({ totals, to: now, now, scrapeIntervalMs: 5000, proxies: [] }))

  it('is summed over versions and callers, as counts and per second', () => {
    const of = traffic([total('v1', 540, 9, 9), total('v2', 60, 0, 0), total('v1', 60, 0, 0, { proxy: 'cart-1' })])
    expect(of?.counts).toMatchObject({ requests: 660, errors: 9, timeouts: 18 })
    expect(of?.perSecond.requests).toBeCloseTo(11)
    expect(of).toMatchObject({ side: 'client', proxies: 2 })
  })

  it('leaves out copies, and what the service itself counted beside its callers', () => {
    const own = total('v1', 600, 0, 0, { proxy: 'reviews-1', side: 'server' })
    expect(traffic([total('v1', 60, 0, 0), total('v2', 7, 0, 0, { mirror: true }), own])?.counts.requests).toBe(60)
    expect(traffic([own])).toMatchObject({ side: 'server', counts: { requests: 600 } })
  })

  it('is unknown, not zero, where nobody counts', () => {
    expect(traffic([])).toBeNull()
  })
})
