import { describe, expect, it } from 'vitest'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { affectedTraffic, callersOf } from './affected-traffic'
import { emptyDraft, type FaultDraft } from './fault-draft'

const edge = (source: string, target: string, requestsPerSecond: number | null): TopologyEdgeWire => ({
  id: `${source}>${target}:http`,
  source,
  target,
  protocol: 'http',
  requests: 0,
  errors: 0,
  coveredSeconds: 60,
  requestsPerSecond,
  errorRatio: null,
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
  edge('shop/reviews@v1', 'shop/ratings@v1', 90),
  edge('shop/reviews@v2', 'shop/ratings@v1', 10),
  edge('shop/frontend@v1', 'shop/ratings@v2', 50),
  edge('shop/frontend@v1', 'shop/cart@v1', 7),
]
const draft = (change: Partial<FaultDraft>): FaultDraft => ({ ...emptyDraft, service: 'shop/ratings', ...change })

describe('the traffic a fault would touch', () => {
  it('is a percentage of all requests to the service when nothing narrows it', () => {
    expect(affectedTraffic(draft({ abortPercent: '20' }), edges)).toEqual({
      matchedPerSecond: 150,
      abortsPerSecond: 30,
      delaysPerSecond: 0,
      isUpperBound: false,
    })
  })
  it('counts only the caller and the version in scope', () => {
    expect(affectedTraffic(draft({ caller: 'shop/reviews' }), edges).matchedPerSecond).toBe(100)
    expect(affectedTraffic(draft({ version: 'v2' }), edges).matchedPerSecond).toBe(50)
  })
  it('is at most that much when a header or a path narrows it', () => {
    expect(affectedTraffic(draft({ headerName: 'x-tester' }), edges).isUpperBound).toBe(true)
  })
  it('is unknown, not zero, where nothing was measured', () => {
    expect(affectedTraffic(draft({ service: 'shop/ledger' }), edges).abortsPerSecond).toBeNull()
  })
  it('knows the callers by name', () => {
    expect(callersOf('shop/ratings', edges)).toEqual(['shop/frontend', 'shop/reviews'])
  })
})
