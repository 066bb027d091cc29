import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeNewNodes } from './place'

const placed = { front: { x: 0, y: 0 }, a: { x: -95, y: 130 }, b: { x: 95, y: 130 } }

describe('placing new nodes', () => {
  it('answers only new ones, a layer below their callers', () => {
    const fresh = placeNewNodes(placed, [{ id: 'front' }, { id: 'a' }, { id: 'c' }], [{ source: 'a', target: 'c' }])
    expect(fresh).toEqual({ c: { x: -95, y: 260 } })
  })
  it('moves aside where the place is taken', () => {
    const fresh = placeNewNodes(placed, [{ id: 'c' }], [{ source: 'front', target: 'c' }])
    expect(fresh.c?.y).toBe(130)
    expect(Math.abs(fresh.c?.x ?? 0)).toBeGreaterThan(190)
  })
  it('stands right of the others of its group, though nobody calls it', () => {
    const nodes = [
      { id: 'a', group: 'shop' },
      { id: 'b', group: 'shop' },
      { id: 'lone', group: 'shop' },
    ]
    expect(placeNewNodes(placed, nodes, [])).toEqual({ lone: { x: 285, y: 130 } })
  })
  it('goes above its callees where no caller is placed, and beside the graph without neighbours', () => {
    expect(placeNewNodes(placed, [{ id: 'top' }], [{ source: 'top', target: 'front' }])).toEqual({ top: { x: 0, y: -130 } })
    expect(placeNewNodes(placed, [{ id: 'lone' }], [])).toEqual({ lone: { x: 285, y: 0 } })
  })
  it('is the same every time, whatever the order, and never puts two nodes on one place', () => {
    const id = fc.constantFrom(...'abcdefghij')
    const edges = fc.array(fc.record({ source: id, target: id }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.uniqueArray(id), edges, (ids, links) => {
        const nodes = ids.map((each) => ({ id: each }))
        const fresh = placeNewNodes({ a: { x: 0, y: 0 } }, nodes, links)
        expect(placeNewNodes({ a: { x: 0, y: 0 } }, [...nodes].reverse(), [...links].reverse())).toEqual(fresh)
        const all = [{ x: 0, y: 0 }, ...Object.values(fresh)]
        for (const [index, one] of all.entries())
          for (const other of all.slice(index + 1)) expect(Math.abs(one.x - other.x) >= 150 || Math.abs(one.y - other.y) >= 60).toBe(true)
      }),
    )
  })
})
