import { describe, expect, it } from 'vitest'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { samePolicyMeaning } from './policy-meaning'

const weights = (v1: number, v2: number) => [
  { version: 'v1', weight: v1 },
  { version: 'v2', weight: v2 },
]
const policy = (...rules: Rule[]): Policy => ({ service: 'shop/reviews', rules })
const rule = (change: Partial<Rule> = {}): Rule => ({ name: 'default', backends: weights(90, 10), ...change })
const caller = 'shop/frontend'

describe('same meaning', () => {
  it('holds for other names, order, spelling and defaults', () => {
    const asked = policy(rule({ timeout: '1500ms', retry: { attempts: 2, on: ['5xx', 'reset'] }, match: { path: { prefix: '/' } } }))
    const loaded = policy({ name: 'r0', backends: weights(9, 1).reverse(), timeout: '1.5s', retry: { attempts: 2, on: ['reset', '5xx'] } })
    expect(samePolicyMeaning(asked, loaded, caller)).toBeNull()
    expect(samePolicyMeaning(policy(rule()), policy(rule({ timeout: '15s' })), caller)).toBeNull()
    expect(
      samePolicyMeaning(policy(rule({ backends: weights(100, 0) })), policy(rule({ backends: [{ version: 'v1', weight: 100 }] })), caller),
    ).toBeNull()
  })
  it('leaves out rules for other callers, and what stands behind a rule that takes everything from this one', () => {
    const asked = policy(
      rule({ name: 'a', match: { caller: 'shop/other' }, backends: weights(0, 100) }),
      rule({ name: 'b', match: { caller }, backends: weights(50, 50) }),
      rule(),
    )
    expect(samePolicyMeaning(asked, policy(rule({ name: 'b', backends: weights(50, 50) })), caller)).toBeNull()
    expect(samePolicyMeaning(asked, policy(rule()), 'shop/third')).toBeNull()
  })
  it('names the first difference in words', () => {
    expect(samePolicyMeaning(policy(rule({ backends: weights(75, 25) })), policy(rule()), caller)).toBe(
      'rule default: weight of v1 is 90 %, asked 75 %',
    )
    expect(samePolicyMeaning(policy(rule({ timeout: '3s' })), policy(rule()), caller)).toBe(
      'rule default: timeout is 15000 ms, asked 3000 ms',
    )
    expect(samePolicyMeaning(policy(rule()), policy(rule({ mirror: { version: 'v2', percent: 5 } })), caller)).toBe(
      'rule default: mirror is 5 % to v2, asked none',
    )
    const testers = rule({ name: 'testers', match: { headers: [{ name: 'X-Tester', exact: 'yes' }] } })
    expect(samePolicyMeaning(policy(testers, rule()), policy(rule()), caller)).toContain('match is everything, asked x-tester = yes')
    expect(samePolicyMeaning(policy(rule()), policy(), caller)).toBe('rule default is not loaded')
  })
})
