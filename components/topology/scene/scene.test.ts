import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TopologyEdgeWire, TopologyNodeWire, TopologyResponse } from '@/lib/api/topology'
import { emergencyLayout } from '../layout/emergency-layout'
import { edgeAt, type Point, pointAt, routeEdges } from './edge-geometry'
import { pathThrough, stepFrom } from './mesh-walk'
import { toScene } from './scene-model'

function node(id: string, more: Partial<TopologyNodeWire> = {}): TopologyNodeWire {
  const [namespace = '', name = id] = id.split('/')
  const inbound = { requestsPerSecond: 10, errorRatio: 0, latencyMs: null }
  return {
    id,
    kind: 'service',
    namespace,
    name,
    health: 'healthy',
    healthReasons: [],
    proxies: { total: 1, answering: 1, inSync: 1 },
    inbound,
    badges: [],
    ...more,
  }
}
function edge(source: string, target: string, more: Partial<TopologyEdgeWire> = {}): TopologyEdgeWire {
  const quiet = { retriesPerSecond: 0, timeoutsPerSecond: 0, attemptsPerSecond: 10, injectedPerSecond: 0, mtlsRatio: null, latencyMs: null }
  const counts = { requests: 600, errors: 0, coveredSeconds: 60, requestsPerSecond: 10, errorRatio: 0 }
  return {
    id: `${source}>${target}:http`,
    source,
    target,
    protocol: 'http',
    origin: 'declared',
    health: 'healthy',
    healthReasons: [],
    ...counts,
    ...quiet,
    ...more,
  }
}
const versions = (weights: Record<string, number>) =>
  Object.entries(weights).map(([name, weightPercent]) => ({ name, weightPercent, observedPercent: null, instances: 1 }))
const topology = (nodes: TopologyNodeWire[], edges: TopologyEdgeWire[]): TopologyResponse => ({
  window: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:01:00Z' },
  simulated: false,
  completeness: { proxies: 1, answering: 1, oldestAnswerSeconds: 1, problems: [] },
  nodes,
  edges,
})
const plain = { edgeLabel: 'requests', overlay: 'health', planned: null } as const
const split = [
  { version: 'v1', requestsPerSecond: 9, errorRatio: 0 },
  { version: 'v2', requestsPerSecond: 1, errorRatio: 0 },
]

describe('the strip of versions', () => {
  it('fills the node exactly and keeps every version readable', () => {
    fc.assert(
      fc.property(fc.nat(100), (weight) => {
        const [shown] = toScene(topology([node('a/b', { versions: versions({ v1: 100 - weight, v2: weight }) })], []), plain).nodes
        const widths = shown?.strip.map((part) => part.widthShare) ?? []
        expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(1)
        expect(Math.min(...widths) * 152).toBeGreaterThanOrEqual(43.9)
      }),
    )
  })
  it('is absent where one version takes all there is', () => {
    expect(toScene(topology([node('a/b', { versions: versions({ v1: 100 }) })], []), plain).nodes[0]?.strip).toEqual([])
  })
})

describe('names on nodes', () => {
  const instance = (id: string) => node(id, { kind: 'instance', namespace: 'shop', name: 'reviews', version: 'v2' })
  const shown = (one: TopologyNodeWire) => {
    const [drawn] = toScene(topology([one], []), plain).nodes
    return [drawn?.name, drawn?.aside]
  }
  it('tell the versions of a service apart', () => {
    expect(shown(node('shop/reviews@v2', { kind: 'version', name: 'reviews', version: 'v2' }))).toEqual(['reviews v2', ''])
  })
  it('are an instance’s own where that says service and version, else both and the end of its own', () => {
    expect(shown(instance('shop/reviews@v2/reviews-v2-1'))).toEqual(['reviews-v2-1', ''])
    expect(shown(instance('shop/reviews@v2/pod-7'))).toEqual(['reviews v2', 'pod-7'])
    expect(shown(instance('shop/reviews@v2/reviews-v2-5d4f9c7b6-x2z9q'))).toEqual(['reviews v2', '…6-x2z9q'])
  })
  it('mark the newest version of several in every view', () => {
    const two = ['v1', 'v2'].map((version) => node(`shop/reviews@${version}/r-${version}`, { kind: 'instance', name: 'reviews', version }))
    const scene = toScene(topology([node('a/x'), ...two], [edge('a/x', 'shop/reviews@v2/r-v2')]), plain)
    expect(scene.nodes.map((each) => each.isNewerVersion)).toEqual([false, false, true])
    expect(scene.edges[0]?.strands.map((strand) => strand.isNewer)).toEqual([true])
  })
})

describe('edges', () => {
  const two = topology([node('a/x'), node('a/y', { versions: versions({ v1: 90, v2: 10 }) })], [edge('a/x', 'a/y', { split })])
  const placed = new Map<string, Point>([
    ['a/x', { x: 0, y: 0 }],
    ['a/y', { x: 0, y: 200 }],
  ])
  it('split like a cable, each strand into its part of the strip', () => {
    const scene = toScene(two, plain)
    const [shape] = routeEdges(scene, placed)
    expect(shape?.curves).toHaveLength(2)
    const [left, right] = shape?.curves.map((curve) => curve.to.x) ?? []
    expect(left).toBeLessThan(right ?? 0)
    expect(scene.edges[0]?.strands.map((strand) => [strand.version, strand.isNewer])).toEqual([
      ['v1', false],
      ['v2', true],
    ])
  })
  it('show the planned strand as planned', () => {
    const scene = toScene(two, { ...plain, planned: { service: 'a/y', weights: { v1: 75, v2: 25 } } })
    expect(scene.edges[0]?.strands.map((strand) => [strand.share, strand.isPlanned])).toEqual([
      [0.75, false],
      [0.25, true],
    ])
    expect(scene.nodes[1]?.strip.map((part) => part.label)).toEqual(['v1 75', 'v2 25'])
  })
  it('are hit where they are drawn and nowhere else', () => {
    const shapes = routeEdges(toScene(two, plain), placed)
    const middle = pointAt(
      shapes[0]?.curves[0] ?? { from: { x: 0, y: 0 }, c1: { x: 0, y: 0 }, c2: { x: 0, y: 0 }, to: { x: 0, y: 0 } },
      0.5,
    )
    expect(edgeAt(shapes, middle, 6)).toBe('a/x>a/y:http')
    expect(edgeAt(shapes, { x: 400, y: 100 }, 6)).toBeNull()
  })
  it('say what is wrong, whatever label was chosen', () => {
    const bad = edge('a/x', 'a/y', { health: 'degraded', errorRatio: 0.042, latencyMs: { p50: 500, p95: 1210, p99: 2000 } })
    const scene = toScene(topology([node('a/x'), node('a/y')], [bad]), { ...plain, edgeLabel: 'throughput' })
    expect(scene.edges[0]?.label).toBe('4.2 % errors · p95 1.2 s')
  })
})

describe('walking', () => {
  const mesh = topology(
    ['a/1', 'a/2', 'a/3', 'a/4'].map((id) => node(id)),
    [edge('a/1', 'a/2'), edge('a/2', 'a/3'), edge('a/1', 'a/4')],
  )
  const scene = toScene(mesh, plain)
  it('lights all that leads to a node and all it leads to', () => {
    expect([...pathThrough(scene, 'a/2')].sort()).toEqual(['a/1', 'a/1>a/2:http', 'a/2', 'a/2>a/3:http', 'a/3'])
  })
  it('ends in a mesh of circles', () => {
    const circle = toScene(topology([node('a/1'), node('a/2')], [edge('a/1', 'a/2'), edge('a/2', 'a/1'), edge('a/1', 'a/1')]), plain)
    expect(pathThrough(circle, 'a/1').size).toBe(5)
    expect(Object.keys(emergencyLayout(circle))).toHaveLength(2)
  })
  it('goes right to the nearest callee in a graph of groups', () => {
    const groups = [
      { ...scene.nodes[0], id: 'namespace=a' },
      { ...scene.nodes[0], id: 'namespace=b' },
    ].map((each) => ({ ...each, tally: { parts: [], trouble: null } })) as typeof scene.nodes
    const across = {
      ...scene,
      nodes: groups,
      edges: scene.edges.slice(0, 1).map((each) => ({ ...each, source: 'namespace=a', target: 'namespace=b' })),
    }
    const placed = new Map([
      ['namespace=a', { x: 0, y: 0 }],
      ['namespace=b', { x: 250, y: 40 }],
    ])
    expect(stepFrom(across, placed, 'namespace=a', 'ArrowRight')).toBe('namespace=b')
    expect(stepFrom(across, placed, 'namespace=b', 'ArrowLeft')).toBe('namespace=a')
    expect(stepFrom(across, placed, 'namespace=a', 'ArrowUp')).toBeNull()
  })
  it('goes down to the nearest callee and up to the caller', () => {
    const placed = new Map(Object.entries(emergencyLayout(scene)))
    expect(stepFrom(scene, placed, 'a/2', 'ArrowDown')).toBe('a/3')
    expect(stepFrom(scene, placed, 'a/3', 'ArrowUp')).toBe('a/2')
    expect(stepFrom(scene, placed, 'a/3', 'ArrowDown')).toBeNull()
  })
})
