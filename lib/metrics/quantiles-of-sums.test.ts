import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BinCounts, BinTable } from '@/lib/mesh/window'
import { mergeHistograms } from './histogram'
import { quantilesBounds } from './quantile'
import { quantilesOfSums } from './quantiles-of-sums'
import { toBinCounts } from './to-bin-counts'
import { toHistogram } from './to-histogram'

const qs = [0.5, 0.95, 0.99]

// Bins of several widths that overlap, as of proxies read from different pages.
const bin = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY))
const table = fc
  .uniqueArray(bin, { minLength: 1, maxLength: 30, selector: ([lower, width]) => `${lower}-${width}` })
  .map((bins): BinTable => {
    const sorted = bins.map(([lower, width]) => [lower, lower + width] as const).sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    return { lowers: Float64Array.from(sorted, ([lower]) => lower), uppers: Float64Array.from(sorted, ([, upper]) => upper) }
  })
const sumOf = (shared: BinTable) =>
  fc
    .tuple(fc.nat({ max: shared.lowers.length }), fc.nat({ max: 3 }), fc.array(fc.nat({ max: 9 }), { maxLength: 30 }))
    .map(([first, at, list]): BinCounts => {
      const counts = list.slice(0, shared.lowers.length - first)
      return { table: shared, first, length: counts.length, counts: Float64Array.from([...Array(at).fill(99), ...counts, 99]), at }
    })

describe('quantiles of sums', () => {
  it('are those of the merged histogram, whichever bins overlap', () => {
    const lists = table.chain((shared) => fc.array(sumOf(shared), { maxLength: 6 }))
    fc.assert(fc.property(lists, expectMerged))
  })

  it('are those of the merged histogram also where each sum has a table of its own', () => {
    const lists = fc.array(table.chain(sumOf), { maxLength: 6 })
    fc.assert(fc.property(lists, (list) => expectMerged(list.map((sum) => toBinCounts(toHistogram(sum))))))
  })
})

function expectMerged(list: readonly BinCounts[]): void {
  const bounds = new Float64Array(2 * qs.length).fill(-1)
  const isMeasured = quantilesOfSums(
    list.map((latency) => ({ latency })),
    qs,
    bounds,
  )
  const expected = quantilesBounds(mergeHistograms(list.map(toHistogram)), qs)
  expect(isMeasured).toBe(expected !== null)
  if (expected) expect(qs.map((_, q) => [bounds[q], bounds[qs.length + q]])).toEqual(expected)
  else expect([...bounds].every((bound) => bound === -1)).toBe(true)
}
