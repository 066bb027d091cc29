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

  it('is the copies it gets beside a weight of 0, where every route of both copies alike', () => {
    const copying = (rule: string, percent: number, version = 'v2') => ({
      ...route(rule, { v1: 100, v2: 0 }),
      mirror: { version, percent },
    })
    const mirror = { kind: 'mirror', percent: 25 }
    expect(toLoadedTraffic([copying('mobile', 25), copying('default', 25)], 'v2', 'v1')).toEqual(mirror)
    expect(toLoadedTraffic([copying('mobile', 0), copying('default', 25)], 'v2', 'v1')).toBeNull()
    expect(toLoadedTraffic([copying('default', 0)], 'v2', 'v1')).toEqual({ kind: 'weight', weightPercent: 0 })
    expect(toLoadedTraffic([copying('default', 25, 'v3')], 'v2', 'v1')).toEqual({ kind: 'weight', weightPercent: 0 })
  })

  it('is the cohort that a rule before each sends it whole, and weight 0 where the lease of that has ended', () => {
    const cohort = (rule: string, v2: number, exact = 'yes') => ({
      ...route(`${rule}~cohort`, { v1: 100 - v2, v2 }),
      lastHeader: { name: 'x-tester', exact },
    })
    const base = [route('mobile', { v1: 100, v2: 0 }), route('default', { v1: 100, v2: 0 })] as const
    const found = { kind: 'cohort', header: 'x-tester', value: 'yes' }
    expect(toLoadedTraffic([cohort('mobile', 100), base[0], cohort('default', 100), base[1]], 'v2', 'v1')).toEqual(found)
    expect(toLoadedTraffic([cohort('mobile', 0), base[0], cohort('default', 100), base[1]], 'v2', 'v1')).toBeNull()
    expect(toLoadedTraffic([cohort('default', 100, 'no'), cohort('default', 100), base[1]], 'v2', 'v1')).toBeNull()
    expect(toLoadedTraffic([cohort('default', 0), base[1]], 'v2', 'v1')).toEqual({ kind: 'weight', weightPercent: 0 })
  })
})
