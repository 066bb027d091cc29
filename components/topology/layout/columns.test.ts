import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scene, SceneNode } from '../scene/scene-model'
import { columnLayout } from './columns'

// Only what the layout looks at; the rest of a node is how it is drawn.
const node = (at: number): SceneNode => ({ id: `g${at}`, width: 172, height: 62 }) as Partial<SceneNode> as SceneNode
// As above.
const edge = (from: number, to: number) => ({ source: `g${from}`, target: `g${to}` }) as Scene['edges'][number]
const nodes = (count: number) => Array.from({ length: count }, (_, at) => node(at))
const calls = fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 200 })

describe('groups in columns', () => {
  it('stand apart, whoever calls whom, also in circles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), calls, (count, pairs) => {
        const edges = pairs.filter(([from, to]) => from < count && to < count).map(([from, to]) => edge(from, to))
        const places = Object.values(columnLayout({ nodes: nodes(count), edges }))
        expect(places).toHaveLength(count)
        for (const [at, one] of places.entries())
          for (const other of places.slice(at + 1))
            expect(Math.abs(one.x - other.x) >= 172 || Math.abs(one.y - other.y) >= 62 + 20).toBe(true)
      }),
    )
  })
  it('have no caller right of its callee where nobody calls in a circle', () => {
    fc.assert(
      fc.property(calls, (pairs) => {
        const edges = pairs.filter(([from, to]) => from < to).map(([from, to]) => edge(from, to))
        const places = columnLayout({ nodes: nodes(40), edges })
        for (const { source, target } of edges) expect(places[source]?.x).toBeLessThanOrEqual(places[target]?.x ?? Number.NaN)
      }),
    )
  })
  it('are about as wide as a screen, also where all call in one chain', () => {
    const chain = Array.from({ length: 27 }, (_, at) => edge(at, at + 1))
    const places = Object.values(columnLayout({ nodes: nodes(28), edges: chain }))
    const span = (of: (at: { x: number; y: number }) => number) => Math.max(...places.map(of)) - Math.min(...places.map(of))
    expect((span(({ x }) => x) + 172) / (span(({ y }) => y) + 62)).toBeGreaterThan(1.3)
    expect(span(({ x }) => x) + 172).toBeLessThan(1750)
  })
})
