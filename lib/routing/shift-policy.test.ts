import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy } from '@/lib/mesh/policy'
import { checkPolicy } from './check-policy'
import { initialPolicy } from './initial-policy'
import { shiftBackends, shiftPolicy } from './shift-policy'

const weights = (list: number[]) => list.map((weight, index) => ({ version: `v${index + 1}`, weight }))

describe('a shift', () => {
  it('moves the default rule alone', () => {
    const testers = { name: 'testers', match: { caller: 'shop/frontend' }, backends: weights([0, 100]) }
    const policy: Policy = { service: 'shop/reviews', rules: [testers, { name: 'default', backends: weights([90, 10]), timeout: '3s' }] }
    expect(shiftPolicy(policy, 'v2', 25).rules).toEqual([testers, { name: 'default', backends: weights([75, 25]), timeout: '3s' }])
  })

  it('shares the rest among the others in proportion', () => {
    expect(shiftBackends(weights([60, 30, 10]), 'v3', 40)).toEqual(weights([40, 20, 40]))
    expect(shiftBackends(weights([50, 50, 0]), 'v3', 1)).toEqual(weights([50, 49, 1]))
    expect(shiftBackends(weights([0, 0, 100]), 'v3', 30)).toEqual(weights([70, 0, 30]))
  })

  it('keeps a single version at 100 and appends one that the rule lacked', () => {
    expect(shiftBackends(weights([100]), 'v1', 20)).toEqual(weights([100]))
    expect(shiftBackends(weights([100]), 'v2', 20)).toEqual(weights([80, 20]))
  })

  it('always leaves whole weights that sum to 100', () => {
    const spec = {
      name: 'a/b',
      protocol: 'http' as const,
      hosts: [],
      versions: [{ name: 'v1' }, { name: 'v2' }, { name: 'v3' }, { name: 'v4' }],
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 100 })), { maxLength: 20 }), (shifts) => {
        let policy = initialPolicy(spec)
        for (const [version, percent] of shifts) {
          policy = shiftPolicy(policy, `v${version}`, percent)
          expect(checkPolicy(policy, { service: spec, mesh: { services: [spec], gateways: [] } })).toMatchObject({ ok: true })
          expect(policy.rules[0]?.backends.find((backend) => backend.version === `v${version}`)?.weight).toBe(percent)
        }
      }),
    )
  })
})
