import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Curve } from './edge-geometry'
import { type Box, type LabelWish, overlaps, placeLabels } from './place-labels'

const line = (x: number, y: number, toX: number, toY: number): Curve => ({
  from: { x, y },
  c1: { x, y: y + (toY - y) / 2 },
  c2: { x: toX, y: y + (toY - y) / 2 },
  to: { x: toX, y: toY },
})
const wish = (id: string, curve: Curve, isLoud = false): LabelWish => ({ id, width: 50, height: 16, isLoud, curves: [curve] })
const linesOf = (wishes: readonly LabelWish[]) => new Map(wishes.map(({ id, curves }) => [id, curves]))
const none = new Map<string, number>()

describe('labels on edges', () => {
  it('stand in the middle where nothing is in the way', () => {
    const wishes = [wish('a', line(0, 0, 0, 200))]
    expect(placeLabels(wishes, [], linesOf(wishes), none).get('a')).toEqual({ t: 0.5, box: { x: -25, y: 92, width: 50, height: 16 } })
  })
  it('move along their edge where another edge or a node is in the way', () => {
    const wishes = [wish('down', line(0, 0, 0, 200))]
    const across: Curve = { from: { x: -100, y: 100 }, c1: { x: -50, y: 100 }, c2: { x: 50, y: 100 }, to: { x: 100, y: 100 } }
    const crossed = placeLabels(wishes, [], new Map([...linesOf(wishes), ['across', [across]]]), none).get('down')
    expect(crossed?.t).not.toBe(0.5)
    const node: Box = { x: -76, y: 78, width: 152, height: 44 }
    const covered = placeLabels(wishes, [node], linesOf(wishes), none).get('down')
    expect(covered && overlaps(covered.box, node)).toBe(false)
  })
  it('stay away where there is no room, but for those that say what is wrong', () => {
    const everywhere: Box = { x: -500, y: -500, width: 1000, height: 1000 }
    const quiet = [wish('a', line(0, 0, 0, 200))]
    expect(placeLabels(quiet, [everywhere], linesOf(quiet), none).size).toBe(0)
    const loud = [wish('a', line(0, 0, 0, 200), true)]
    expect(placeLabels(loud, [everywhere], linesOf(loud), none).has('a')).toBe(true)
  })
  it('keep their former place while it is free, though the middle is free too', () => {
    const wishes = [wish('a', line(0, 0, 0, 200))]
    expect(placeLabels(wishes, [], linesOf(wishes), new Map([['a', 0.34]])).get('a')?.t).toBe(0.34)
  })
  it('never cover a node, each other or another edge, whatever the graph', () => {
    const at = fc.integer({ min: -300, max: 300 })
    fc.assert(
      fc.property(fc.array(fc.tuple(at, at, at, at), { minLength: 1, maxLength: 12 }), (ends) => {
        const wishes = ends.map(([x, y, toX, toY], index) => wish(`e${index}`, line(x, y, toX, toY)))
        const nodes: Box[] = ends.map(([x, y]) => ({ x: x - 30, y: y - 20, width: 60, height: 40 }))
        const places = [...placeLabels(wishes, nodes, linesOf(wishes), none)]
        for (const [index, [, { box }]] of places.entries()) {
          expect(nodes.some((node) => overlaps(node, box))).toBe(false)
          expect(places.slice(index + 1).some(([, other]) => overlaps(other.box, box))).toBe(false)
        }
      }),
    )
  })
})
