import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bin, Histogram } from '@/lib/mesh/window'
import { countHistogram, mergeHistograms, subtractHistogram } from './histogram'
import { quantileBounds } from './quantile'

/** Samples with the bin each fell into: bins of several widths, so that histograms of different proxies overlap. */
const samples = fc.array(fc.record({ value: fc.integer({ min: 0, max: 400 }), width: fc.constantFrom(1, 5, 10, 50) }), {
  minLength: 1,
  maxLength: 80,
})
type Samples = { value: number; width: number }[]

function toHistogram(list: Samples): Histogram {
  const bins = new Map<string, Bin>()
  for (const { value, width } of list) {
    const lower = Math.floor(value / width) * width
    const key = `${lower} ${width}`
    bins.set(key, [lower, lower + width, (bins.get(key)?.[2] ?? 0) + 1])
  }
  return [...bins.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1])
}

describe('a quantile of a histogram', () => {
  it('is an interval that holds the true one, whatever the widths of the bins', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const sorted = list.map((sample) => sample.value).sort((a, b) => a - b)
        const truth = sorted[Math.min(sorted.length, Math.max(1, Math.ceil(q * sorted.length - 1e-9))) - 1] ?? 0
        const [lower, upper] = quantileBounds(toHistogram(list), q) ?? [Number.NaN, Number.NaN]
        expect(lower).toBeLessThanOrEqual(truth)
        expect(upper).toBeGreaterThan(truth)
      }),
    )
  })

  it('is nothing when nothing was measured, and open above in an open bin', () => {
    expect(quantileBounds([], 0.5)).toBeNull()
    expect(quantileBounds([[1000, Number.POSITIVE_INFINITY, 3]], 0.5)).toEqual([1000, Number.POSITIVE_INFINITY])
  })

  it('of the recorded page is in the bin that its own counts say', () => {
    const recorded: Histogram = [
      [0, 1, 335],
      [1, 2, 3],
    ]
    expect(quantileBounds(recorded, 0.5)).toEqual([0, 1])
    expect(quantileBounds(recorded, 0.995)).toEqual([1, 2])
    expect(quantileBounds(recorded, 335 / 338)).toEqual([0, 1])
  })
})

describe('merging histograms', () => {
  it('gives the histogram of all samples together, in any order and grouping', () => {
    fc.assert(
      fc.property(samples, samples, samples, (a, b, c) => {
        const whole = toHistogram([...a, ...b, ...c])
        const [x, y, z] = [a, b, c].map(toHistogram) as [Histogram, Histogram, Histogram]
        expect(mergeHistograms([x, y, z])).toEqual(whole)
        expect(mergeHistograms([z, mergeHistograms([y, x])])).toEqual(whole)
        expect(countHistogram(whole)).toBe(a.length + b.length + c.length)
      }),
    )
  })

  it('of nothing is nothing', () => {
    expect(mergeHistograms([])).toEqual([])
    expect(mergeHistograms([[], []])).toEqual([])
  })
})

describe('subtracting cumulative histograms', () => {
  it('gives back what came between, and merging it again gives the later one', () => {
    fc.assert(
      fc.property(samples, samples, (before, between) => {
        const [a, b] = [toHistogram(before), toHistogram([...before, ...between])]
        expect(subtractHistogram(b, a)).toEqual(toHistogram(between))
        expect(mergeHistograms([a, subtractHistogram(b, a)])).toEqual(b)
      }),
    )
  })

  it('counts the whole histogram after a reset, also when only one bin tells', () => {
    const before: Histogram = [
      [0, 1, 5],
      [1, 2, 7],
    ]
    expect(subtractHistogram([[0, 1, 9]], before)).toEqual([[0, 1, 9]])
    const shrunk: Histogram = [
      [0, 1, 9],
      [1, 2, 6],
    ]
    expect(subtractHistogram(shrunk, before)).toEqual(shrunk)
  })
})
