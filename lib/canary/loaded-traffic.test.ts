import { describe, expect, it } from 'vitest'
import { toLoadedTraffic } from './loaded-traffic'

const route = (rule: string, weights: Record<string, number>) => ({
  rule,
  backends: Object.entries(weights).map(([version, weight]) => ({ version, weight })),
})
const loaded = (...routes: ReturnType<typeof route>[]) => toLoadedTraffic(routes, 'v2', 'v1')

describe('what a proxy does with a canary', () => {
  it('is its share of both versions, whatever the weights sum to', () => {
    expect(loaded(route('default', { v1: 90, v2: 10 }))).toEqual({ kind: 'weight', weightPercent: 10 })
    expect(loaded(route('default', { v1: 5250, v2: 1750, v3: 3000 }))).toEqual({ kind: 'weight', weightPercent: 25 })
  })

  it('is weight 0 where the route does not name the canary', () => {
    expect(loaded(route('default', { v1: 100 }))).toEqual({ kind: 'weight', weightPercent: 0 })
  })

  it('is not told while one copy of a route has another share', () => {
    expect(loaded(route('default', { v1: 90, v2: 10 }), route('default', { v1: 100, v2: 0 }))).toBeNull()
    expect(loaded(route('mobile', { v1: 50, v2: 50 }), route('default', { v1: 90, v2: 10 }))).toBeNull()
  })

  it('leaves rules out that name only one of them', () => {
    expect(loaded(route('testers', { v2: 100 }), route('default', { v1: 90, v2: 10 }))).toEqual({ kind: 'weight', weightPercent: 10 })
  })

  it('is not told without a route, or where the default rule gives both nothing', () => {
    expect(loaded()).toBeNull()
    expect(loaded(route('default', { v3: 100 }))).toBeNull()
  })
})
