import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallHeight, smallWidth } from '../scene/scene-groups'
import { frameSize, placeInside } from './inside'

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `shop/s${at}`)
const nobody = new Map<string, { x: number; y: number }>()
const edges = fc
  .array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 120 })
  .map((pairs) => pairs.map(([from, to]) => ({ source: `shop/s${from}`, target: `shop/s${to}` })))

describe('the inside of an open group', () => {
  it('puts no member upon another, whoever calls whom, also in circles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), edges, (count, calls) => {
        const places = [...placeInside(ids(count), calls, nobody).values()]
        expect(places).toHaveLength(count)
        for (const [at, one] of places.entries())
          for (const other of places.slice(at + 1))
            expect(Math.abs(one.x - other.x) >= smallWidth || Math.abs(one.y - other.y) >= smallHeight).toBe(true)
      }),
    )
  })
  it('stands callers left of callees or above', () => {
    const chain = ids(12)
      .slice(1)
      .map((target, at) => ({ source: `shop/s${at}`, target }))
    const places = placeInside(ids(12), chain, nobody)
    const xs = ids(12).map((id) => places.get(id)?.x ?? 0)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })
  it('places only new members, where nobody stands', () => {
    const before = placeInside(ids(20), [], nobody)
    const after = placeInside(ids(23), [], before)
    for (const [id, at] of before) expect(after.get(id)).toEqual(at)
    expect(new Set([...after.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(23)
  })
  it('fits into its frame, which is wider than high', () => {
    const places = placeInside(ids(80), [], nobody)
    const size = frameSize(places.values(), 292)
    for (const { x, y } of places.values()) {
      expect(x + smallWidth / 2).toBeLessThan(size.width)
      expect(y + smallHeight / 2).toBeLessThan(size.height)
    }
    expect(size.width).toBeGreaterThan(size.height)
  })
})
