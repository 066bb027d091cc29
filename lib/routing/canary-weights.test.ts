import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CanaryOverlay } from '@/lib/mesh/canary'
import type { Policy } from '@/lib/mesh/policy'
import { canaryShare, effectivePolicy, leasedWeights, overlayPolicy, settlePolicy, unsplitRules } from './canary-weights'

const overlay = (weightPercent: number, mode: CanaryOverlay['mode'] = 'lease'): CanaryOverlay => ({
  id: 'c1',
  service: 'shop/reviews',
  version: 'v2',
  baseline: 'v1',
  weightPercent,
  mode,
})
const policy = (weights: Record<string, number>, more: Policy['rules'] = []): Policy => ({
  service: 'shop/reviews',
  rules: [...more, { name: 'default', backends: Object.entries(weights).map(([version, weight]) => ({ version, weight })) }],
})
const weightsOf = (list: readonly { version: string; weight: number }[] | undefined): Record<string, number> =>
  Object.fromEntries((list ?? []).map(({ version, weight }) => [version, weight]))

describe('rules that a canary leaves alone', () => {
  it('are told where they send requests to one of its versions', () => {
    const rule = (name: string, ...backends: { version: string; weight: number }[]) => ({ name, backends })
    const testers = rule('testers', { version: 'v2', weight: 100 })
    const both = rule('both', { version: 'v1', weight: 0 }, { version: 'v2', weight: 100 })
    const third = rule('third', { version: 'v3', weight: 100 })
    const idle = rule('idle', { version: 'v3', weight: 100 }, { version: 'v2', weight: 0 })
    expect(unsplitRules(policy({ v1: 100 }, [testers, both, third, idle]), overlay(10)).map(({ name }) => name)).toEqual(['testers'])
    expect(unsplitRules(policy({ v1: 100 }), overlay(10))).toEqual([])
  })
})

describe('a canary in the weights', () => {
  it('stands in the route at 0, so that there is a weight that the lease can move', () => {
    expect(weightsOf(overlayPolicy(policy({ v1: 100 }), overlay(10)).rules[0]?.backends)).toEqual({ v1: 100, v2: 0 })
    expect(leasedWeights(policy({ v1: 100 }), overlay(10))).toEqual([
      {
        rule: 'default',
        backends: [
          { version: 'v1', weight: 90 },
          { version: 'v2', weight: 10 },
        ],
      },
    ])
  })

  it('goes back to the baseline when the lease ends, whatever the policy gave it before', () => {
    expect(weightsOf(overlayPolicy(policy({ v1: 80, v2: 20 }), overlay(10)).rules[0]?.backends)).toEqual({ v1: 100, v2: 0 })
  })

  it('stands in the route itself where it is to be kept without Outrider', () => {
    expect(weightsOf(overlayPolicy(policy({ v1: 100 }), overlay(25, 'route')).rules[0]?.backends)).toEqual({ v1: 75, v2: 25 })
    expect(leasedWeights(policy({ v1: 100 }), overlay(25, 'route'))).toEqual([])
  })

  it('leaves third versions their share', () => {
    const backends = weightsOf(effectivePolicy(policy({ v1: 70, v2: 0, v3: 30 }), overlay(25)).rules[0]?.backends)
    expect(backends).toEqual({ v1: 5250, v2: 1750, v3: 3000 })
  })

  it('moves rules that name both versions and leaves those that name one', () => {
    const testers = {
      name: 'testers',
      match: { headers: [{ name: 'x-tester', exact: 'yes' }] },
      backends: [{ version: 'v2', weight: 100 }],
    }
    const both = {
      name: 'mobile',
      match: { path: { prefix: '/m' } },
      backends: [
        { version: 'v2', weight: 0 },
        { version: 'v1', weight: 100 },
      ],
    }
    const leased = leasedWeights(policy({ v1: 100, v2: 0 }, [testers, both]), overlay(50))
    expect(leased.map(({ rule }) => rule)).toEqual(['mobile', 'default'])
    expect(weightsOf(leased[0]?.backends)).toEqual({ v2: 50, v1: 50 })
  })

  it('has nothing to move where the default rule gives neither version a request', () => {
    expect(canaryShare(policy({ v3: 100 }), overlay(10))).toBe(0)
    expect(overlayPolicy(policy({ v3: 100 }), overlay(10))).toEqual(policy({ v3: 100 }))
  })

  it('writes nothing where the policy says so already', () => {
    const already = policy({ v1: 100, v2: 0 })
    expect(settlePolicy(already, overlay(0), 0)).toBe(already)
    expect(weightsOf(settlePolicy(already, overlay(0), 100).rules[0]?.backends)).toEqual({ v1: 0, v2: 100 })
  })

  it('keeps the sum of both, in whole weights, for every step and share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(100), fc.integer({ min: 0, max: 100 }), (share, part, percent) => {
        const v2 = Math.round((share * part) / 100)
        const backends = effectivePolicy(policy({ v1: share - v2, v2, v3: 100 - share }), overlay(percent)).rules[0]?.backends ?? []
        const total = backends.reduce((sum, { weight }) => sum + weight, 0)
        expect(backends.every(({ weight }) => Number.isInteger(weight) && weight >= 0)).toBe(true)
        expect(weightsOf(backends).v2).toBeCloseTo((total * share * percent) / 10_000, 9)
      }),
    )
  })

  it('copies requests by a mirror at 0 % in the routes, which the layer opens', () => {
    const mirroring: CanaryOverlay = { ...overlay(0), unweighted: { kind: 'mirror', percent: 25 } }
    expect(overlayPolicy(policy({ v1: 100 }), mirroring).rules).toMatchObject([{ name: 'default', mirror: { version: 'v2', percent: 0 } }])
    expect(leasedWeights(policy({ v1: 100 }), mirroring)).toMatchObject([{ rule: 'default', mirrorPercent: 25 }])
    expect(effectivePolicy(policy({ v1: 100 }), mirroring).rules[0]?.mirror).toEqual({ version: 'v2', percent: 25 })
  })

  it('sends a cohort by a copy of each rule before it, narrowed to the header, which splits as the rule does until the layer moves it', () => {
    const cohort: CanaryOverlay = { ...overlay(0), unweighted: { kind: 'cohort', header: 'x-tester', value: 'yes' } }
    const match = { path: { prefix: '/m' }, headers: [{ name: 'x-mobile', exact: '1' }] }
    const mobile = {
      name: 'mobile',
      match,
      timeout: '1s',
      backends: [
        { version: 'v1', weight: 50 },
        { version: 'v2', weight: 50 },
      ],
    }
    const routed = overlayPolicy(policy({ v1: 100 }, [mobile]), cohort).rules
    expect(routed.map(({ name, match: tests }) => [name, tests?.headers?.map((header) => header.name) ?? []])).toEqual([
      ['mobile~cohort', ['x-mobile', 'x-tester']],
      ['mobile', ['x-mobile']],
      ['default~cohort', ['x-tester']],
      ['default', []],
    ])
    expect(routed[0]).toMatchObject({ timeout: '1s', match: { path: { prefix: '/m' } } })
    expect(routed.map(({ backends }) => weightsOf(backends))).toEqual(routed.map(() => ({ v1: 100, v2: 0 })))
    expect(leasedWeights(policy({ v1: 100 }, [mobile]), cohort).map(({ rule, backends }) => [rule, weightsOf(backends)])).toEqual([
      ['mobile~cohort', { v1: 0, v2: 100 }],
      ['mobile', { v1: 100, v2: 0 }],
      ['default~cohort', { v1: 0, v2: 100 }],
      ['default', { v1: 100, v2: 0 }],
    ])
  })
})
