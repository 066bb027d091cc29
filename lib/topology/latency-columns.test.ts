import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bin } from '@/lib/mesh/window'
import { toTotal } from '@/lib/testing/golden-topology'
import { toLatencyColumns } from './latency-columns'
import { latencyRows } from './latency-rows'
import { parseSubject, type StepTotal } from './series'

const step = (at: number, latency: Bin[], version = 'v1'): StepTotal => ({
  ...toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', version, `reviews-${version}`],
    coveredMs: 10_000,
    counts: { requests: latency.reduce((sum, [, , count]) => sum + count, 0) },
    latency,
  }),
  at,
  stepMs: 10_000,
})
const subject = (text: string) => parseSubject(text) ?? { kind: 'node' as const, id: '' }
/** Bins as Envoy writes them, 90 a decade. */
const logLinear = fc.record({
  mantissa: fc.integer({ min: 10, max: 99 }),
  exponent: fc.integer({ min: -2, max: 4 }),
  count: fc.integer({ min: 1, max: 50 }),
})
const toBin = ({ mantissa, exponent, count }: { mantissa: number; exponent: number; count: number }): Bin => [
  Number((mantissa * 10 ** exponent).toPrecision(3)),
  Number(((mantissa + 1) * 10 ** exponent).toPrecision(3)),
  count,
]
const classic: Bin[] = [
  [0, 0.5, 1],
  [0.5, 1, 2],
  [1, 5, 3],
  [5, 10, 4],
  [10, 25, 5],
  [25, 50, 6],
  [50, 100, 7],
  [100, Number.POSITIVE_INFINITY, 1],
]

describe('the rows of a heat map', () => {
  it('are the bounds that were measured, where they are few', () => {
    expect(latencyRows(classic, 24)).toEqual([0, 0.5, 1, 5, 10, 25, 50, 100, Number.POSITIVE_INFINITY])
    expect(latencyRows([], 24)).toEqual([])
  })

  it('are few, ascend, and take every bin whole', () => {
    fc.assert(
      fc.property(fc.array(logLinear.map(toBin), { minLength: 1, maxLength: 300 }), fc.integer({ min: 4, max: 40 }), (bins, most) => {
        const bounds = latencyRows(bins, most)
        expect(bounds.length - 1).toBeLessThanOrEqual(most)
        expect(bounds).toEqual([...bounds].sort((a, b) => a - b))
        for (const [lower, upper] of bins) {
          expect(bounds.some((bound, row) => bound <= lower && upper <= (bounds[row + 1] ?? Number.NaN))).toBe(true)
        }
      }),
    )
  })

  it('never cut a bin of another width', () => {
    expect(
      latencyRows(
        [
          [10, 100, 1],
          [20, 21, 1],
          [100, 110, 1],
        ],
        24,
      ),
    ).toEqual([10, 100, 110])
  })
})

describe('the columns of a heat map', () => {
  it('hold every request once, and nothing where no window covers the step', () => {
    const columns = toLatencyColumns(
      subject('service:shop/reviews'),
      [step(0, [[5, 10, 3]], 'v1'), step(0, [[10, 20, 2]], 'v2'), step(20_000, [])],
      { from: 0, to: 30_000 },
      24,
    )
    expect(columns).toEqual({
      boundsMs: [5, 10, 20],
      stepMs: 10_000,
      columns: [
        { at: 0, counts: [3, 2] },
        { at: 10_000, counts: null },
        { at: 20_000, counts: [0, 0] },
      ],
    })
  })

  it('of a version hold its requests alone', () => {
    const totals = [step(0, [[5, 10, 3]], 'v1'), step(0, [[10, 20, 2]], 'v2')]
    expect(toLatencyColumns(subject('version:shop/reviews@v2'), totals, { from: 0, to: 10_000 }, 24).columns).toEqual([
      { at: 0, counts: [2] },
    ])
  })

  it('sum up to the counts that were measured', () => {
    fc.assert(
      fc.property(fc.array(logLinear.map(toBin), { minLength: 1, maxLength: 200 }), (bins) => {
        const { columns } = toLatencyColumns(
          subject('service:shop/reviews'),
          [
            step(
              0,
              [...bins].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
            ),
          ],
          { from: 0, to: 10_000 },
          12,
        )
        expect(columns[0]?.counts?.reduce((sum, count) => sum + count, 0)).toBe(bins.reduce((sum, [, , count]) => sum + count, 0))
      }),
    )
  })

  it('of what nobody measured are none', () => {
    expect(toLatencyColumns(subject('service:shop/none'), [], { from: 0, to: 1000 }, 24)).toEqual({
      boundsMs: [],
      columns: [],
      stepMs: null,
    })
  })
})
