import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRoom, type Rectangle, withoutRoom } from './make-room'

const apart = (a: Rectangle, b: Rectangle): boolean =>
  a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top

/** Rectangles of 172 × 62 on cells of 220 × 130, each somewhere in its own, so that none overlaps another. */
const layout = fc
  .uniqueArray(fc.tuple(fc.nat(6), fc.nat(6), fc.nat(40), fc.nat(60)), { minLength: 2, maxLength: 20, selector: ([x, y]) => `${x} ${y}` })
  .map(
    (cells) =>
      new Map(cells.map(([x, y, dx, dy], at) => [`n${at}`, { left: x * 220 + dx, top: y * 130 + dy, width: 172, height: 62 }] as const)),
  )
const growth = fc.record({ width: fc.integer({ min: 172, max: 1200 }), height: fc.integer({ min: 62, max: 800 }) })

describe('opening groups', () => {
  it('overlaps nothing that was apart, however many are open', () => {
    fc.assert(
      fc.property(layout, fc.array(growth, { maxLength: 5 }), (before, sizes) => {
        const { rectangles } = makeRoom(
          before,
          sizes.map((size, at) => ({ id: `n${at}`, ...size })),
        )
        const all = [...rectangles.values()]
        for (const [at, one] of all.entries()) for (const other of all.slice(at + 1)) expect(apart(one, other)).toBe(true)
      }),
    )
  })
  it('keeps the corner of what is opened where nothing before it grew, and changes no order', () => {
    fc.assert(
      fc.property(layout, growth, (before, size) => {
        const { rectangles } = makeRoom(before, [{ id: 'n0', ...size }])
        expect(rectangles.get('n0')).toMatchObject({ left: before.get('n0')?.left, top: before.get('n0')?.top })
        for (const [one, a] of before)
          for (const [other, b] of before)
            if (a.left <= b.left) expect(rectangles.get(one)?.left).toBeLessThanOrEqual(rectangles.get(other)?.left ?? Number.NaN)
      }),
    )
  })
  it('is taken back exactly: what is stored does not know of it', () => {
    fc.assert(
      fc.property(layout, fc.array(growth, { maxLength: 4 }), (before, sizes) => {
        const room = makeRoom(
          before,
          sizes.map((size, at) => ({ id: `n${at}`, ...size })),
        )
        for (const [id, { left, top }] of before) {
          const now = room.rectangles.get(id)
          expect(withoutRoom(room, id, { x: now?.left ?? 0, y: now?.top ?? 0 })).toEqual({ x: left, y: top })
        }
      }),
    )
  })
})
