import { describe, expect, it } from 'vitest'
import { type TopologyEdgeWire, topologyEdgeSchema } from '@/lib/api/topology'
import { faultPath } from './fault-path'

const edge = (source: string, target: string, requestsPerSecond: number): TopologyEdgeWire =>
  topologyEdgeSchema.parse({
    id: `${source}>${target}:http`,
    source,
    target,
    protocol: 'http',
    requests: 1,
    errors: 0,
    coveredSeconds: 60,
    requestsPerSecond,
    errorRatio: 0,
    latencyMs: null,
    retriesPerSecond: 0,
    timeoutsPerSecond: 0,
    attemptsPerSecond: 0,
    mtlsRatio: null,
    injectedPerSecond: 0,
    origin: 'declared',
    health: 'healthy',
    healthReasons: [],
  })
const edges = [
  edge('edge/gateway', 'shop/frontend', 60),
  edge('shop/frontend', 'shop/reviews', 40),
  edge('shop/admin', 'shop/reviews', 1),
  edge('shop/reviews', 'shop/ratings', 40),
]

describe('the way into a fault', () => {
  it('is its caller, whom the fault names or who calls most, and who calls that one most', () => {
    const path = faultPath({ service: 'shop/ratings' }, { nodes: [], edges })
    expect([path.above?.id, path.above?.others, path.caller?.id, path.caller?.others, path.target.id]).toEqual([
      'shop/frontend',
      1,
      'shop/reviews',
      0,
      'shop/ratings',
    ])
    expect(faultPath({ service: 'shop/reviews', caller: 'shop/admin' }, { nodes: [], edges })).toMatchObject({
      above: null,
      caller: { id: 'shop/admin', others: 0 },
    })
  })

  it('begins at the fault where nobody is known to call', () => {
    expect(faultPath({ service: 'shop/new' }, { nodes: [], edges })).toMatchObject({
      above: null,
      caller: null,
      target: { id: 'shop/new' },
    })
  })
})
