import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { downSample, type SeriesPoint } from './down-sample'

const values = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { freq: 4, nil: null }), { maxLength: 600 })
const most = fc.integer({ min: 8, max: 120 })
const at = (list: readonly (number | null)[]): SeriesPoint[] => list.map((value, index) => [index * 1000, value])
const measured = (points: readonly SeriesPoint[]): number[] => points.flatMap(([, value]) => value ?? [])

describe('a series that is too long for a chart', () => {
  it('is never longer than asked for, in order, and made of points that were measured', () => {
    fc.assert(
      fc.property(values, most, (list, limit) => {
        const points = at(list)
        const sampled = downSample(points, limit)
        expect(sampled.length).toBeLessThanOrEqual(limit)
        expect(sampled.every((point) => points.includes(point))).toBe(true)
        expect(sampled.map(([time]) => time)).toEqual([...new Set(sampled.map(([time]) => time))].sort((a, b) => a - b))
      }),
    )
  })

  it('keeps its least and its greatest value', () => {
    fc.assert(
      fc.property(values, most, (list, limit) => {
        const points = at(list)
        const sampled = measured(downSample(points, limit))
        if (measured(points).length === 0) expect(sampled).toEqual([])
        else expect([Math.min(...sampled), Math.max(...sampled)]).toEqual([Math.min(...measured(points)), Math.max(...measured(points))])
      }),
    )
  })

  it('has a gap between two values exactly where there was one', () => {
    fc.assert(
      fc.property(values, most, (list, limit) => {
        const sampled = downSample(at(list), limit)
        const indexed = sampled.map(([time, value]) => ({ index: time / 1000, value }))
        const kept = indexed.filter(({ value }) => value !== null)
        for (let i = 1; i < kept.length; i++) {
          const [from, to] = [kept[i - 1]?.index ?? 0, kept[i]?.index ?? 0]
          const hasGap = list.slice(from, to).includes(null)
          expect(indexed.some(({ index, value }) => index > from && index < to && value === null)).toBe(hasGap)
        }
      }),
    )
  })

  it('is left as it is where it fits', () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(downSample(at(list), 600)).toEqual(at(list))
      }),
    )
  })

  it('of gaps alone is a gap', () => {
    expect(measured(downSample(at(Array.from({ length: 100 }, () => null)), 8))).toEqual([])
    expect(downSample(at(Array.from({ length: 100 }, () => null)), 8).length).toBeGreaterThan(0)
  })
})
