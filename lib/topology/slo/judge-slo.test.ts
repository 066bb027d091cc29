import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Slo } from '@/lib/mesh/slo'
import type { Bin, EdgeTotal, PartTotal } from '@/lib/mesh/window'
import { toTotal } from '@/lib/testing/golden-topology'
import { crossedBucket } from './bucket-bounds'
import { burnWindows, judgeSlo, type SloWindow } from './judge-slo'

const slo: Slo = { service: 'shop/reviews', windowDays: 30, availability: 0.999, latency: { target: 0.95, boundMs: 50 } }
const month = 30 * 86_400
const total = (requests: number, errors: number, more: Partial<Parameters<typeof toTotal>[0]> = {}): EdgeTotal =>
  toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', 'v1', null],
    counts: { requests, errors },
    ...more,
  })
const window = (seconds: number, ...totals: PartTotal[]): SloWindow => ({ seconds, totals })
/** The same traffic in every window. */
const everywhere = (...totals: PartTotal[]) => burnWindows.map((seconds) => window(seconds, ...totals))
const judge = (of: Slo, whole: SloWindow, windows = everywhere(...whole.totals)) => judgeSlo(of, whole, windows)
const only = (change: Partial<Slo>): Slo => ({ ...slo, availability: null, latency: null, ...change })
const availability = only({ availability: 0.999 })

describe('the budget of a target', () => {
  it('is what may fail of the requests that came, less what did', () => {
    const [objective] = judge(availability, window(month, total(1_000_000, 250)))
    // 0.1 % of a million may fail.
    expect(objective?.budget.allowed).toBeCloseTo(1000, 6)
    expect(objective?.budget).toMatchObject({ used: 250 })
    expect(objective?.budget.leftRatio).toBeCloseTo(0.75, 9)
    expect(objective?.whole.burn).toBeCloseTo(0.25, 9)
  })

  it('is overdrawn below nothing, and untouched by no error', () => {
    expect(judge(availability, window(month, total(1000, 3)))[0]?.budget.leftRatio).toBeCloseTo(-2, 9)
    expect(judge(availability, window(month, total(1000, 0)))[0]?.budget.leftRatio).toBe(1)
  })

  it('is unknown without a request, and where nobody counts the gRPC status', () => {
    expect(judge(availability, window(month))[0]).toMatchObject({
      budget: { leftRatio: null },
      whole: { burn: null, coveredSeconds: 0 },
      alert: null,
    })
    const [grpc] = judge(availability, window(month, total(100, 0, { protocol: 'grpc' })))
    expect(grpc).toMatchObject({ unknown: expect.stringContaining('no gRPC status'), budget: { leftRatio: null } })
    expect(
      judge(availability, window(month, total(100, 0, { protocol: 'grpc', counts: { requests: 100, grpcRequests: 100 } })))[0]?.budget
        .leftRatio,
    ).toBe(1)
  })

  it('leaves out requests whose gRPC status one of several proxies does not count, and says how many', () => {
    const told = total(100, 1, { protocol: 'grpc', counts: { requests: 100, errors: 1, grpcRequests: 100 } })
    const silent = total(900, 0, { protocol: 'grpc', proxy: 'cart-1' })
    expect(judge(availability, window(month, told, silent))[0]).toMatchObject({ uncertain: 900, whole: { requests: 100, bad: 1 } })
  })

  it('of latency counts what is surely slower, and says of how many the buckets do not tell', () => {
    const bins: Bin[] = [
      [10, 20, 900],
      [40, 60, 30],
      [50, 100, 50],
      [200, Number.POSITIVE_INFINITY, 20],
    ]
    const [objective] = judge(only({ latency: { target: 0.95, boundMs: 50 } }), window(month, total(1000, 0, { latency: bins })))
    expect(objective).toMatchObject({ kind: 'latency', boundMs: 50, uncertain: 30, whole: { requests: 1000, bad: 70 } })
    expect(objective?.whole.burn).toBeCloseTo(0.07 / 0.05, 9)
  })

  it('counts callers alone where they count, and no copies', () => {
    const own = total(500, 500, { proxy: 'reviews-1', side: 'server' })
    expect(judge(availability, window(month, total(100, 0), own, total(9, 9, { mirror: true })))[0]?.whole).toMatchObject({
      requests: 100,
      bad: 0,
    })
    expect(judge(availability, window(month, own))[0]?.whole.requests).toBe(500)
  })
})

describe('burn rates', () => {
  it('say how much of their window was measured', () => {
    const short = total(100, 0, { coveredMs: 120_000 })
    expect(judge(availability, window(month, short))[0]?.burns.map(({ seconds, coveredSeconds }) => [seconds, coveredSeconds])).toEqual([
      [300, 120],
      [1800, 120],
      [3600, 120],
      [21_600, 120],
      [259_200, 120],
    ])
    expect(judge(availability, window(60, total(1, 0, { coveredMs: 90_000 })))[0]?.whole.coveredSeconds).toBe(60)
  })

  // The Site Reliability Workbook, table 5-8, for 99.9 %: 14.4 × 0.1 % = 1.44 % and so on.
  it.each([
    ['page', 1.44, 3600, 300],
    ['page', 0.6, 21_600, 1800],
    ['ticket', 0.1, 259_200, 21_600],
  ])('alert by %s at %d %% of errors in both windows, and not just below', (kind, percent, longSeconds, shortSeconds) => {
    const at = (errors: number, quiet: number | null = null) =>
      judgeSlo(
        availability,
        window(month, total(1_000_000, 0)),
        burnWindows.map((seconds) =>
          window(seconds, total(1_000_000, (seconds === longSeconds || seconds === shortSeconds) && seconds !== quiet ? errors : 0)),
        ),
      )[0]?.alert ?? null
    expect(at(Math.round(percent * 10_000) + 1)).toMatchObject({ kind, longSeconds, shortSeconds })
    expect(at(Math.round(percent * 10_000) - 100)).toBeNull()
    // Over already, or only just begun.
    expect(at(Math.round(percent * 10_000) + 1, shortSeconds)).toBeNull()
    expect(at(Math.round(percent * 10_000) + 1, longSeconds)).toBeNull()
  })

  it('of a handful of requests are no alarm', () => {
    expect(judge(availability, window(month, total(10, 4)))[0]?.alert).toBeNull()
    expect(judge(availability, window(month, total(10, 5)))[0]?.alert).toMatchObject({ kind: 'page' })
  })

  it('are the errors’ share over what is allowed, and the budget is what is left of one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
        (requests, share, target) => {
          const errors = Math.floor(requests * share)
          const [objective] = judge(only({ availability: target }), window(month, total(requests, errors)))
          expect(objective?.whole.burn).toBeCloseTo(errors / requests / (1 - target), 6)
          expect((objective?.budget.leftRatio ?? 0) + (objective?.whole.burn ?? 0)).toBeCloseTo(1, 6)
        },
      ),
    )
  })
})

it('a bound inside a bucket is found, with the bounds that it lies between', () => {
  const totals = [
    total(3, 0, {
      latency: [
        [40, 60, 2],
        [60, 70, 1],
      ],
    }),
  ]
  expect(crossedBucket(totals, 50)).toEqual({ lowerMs: 40, upperMs: 60 })
  expect([crossedBucket(totals, 60), crossedBucket(totals, 40), crossedBucket(totals, 999)]).toEqual([null, null, null])
})
