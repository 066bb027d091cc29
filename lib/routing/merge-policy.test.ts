import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { mergePolicy } from './merge-policy'

const rule = (name: string, more: Partial<Rule> = {}): Rule => ({ name, backends: [{ version: 'v1', weight: 100 }], ...more })
const policy = (rules: Rule[], destination?: Policy['destination']): Policy => ({
  service: 'shop/reviews',
  rules,
  ...(destination && { destination }),
})
const base = policy([rule('default', { timeout: '3s' })])

const merged = (mine: Policy, theirs: Policy, from = base): Policy => {
  const result = mergePolicy(from, mine, theirs)
  if (!result.ok) throw new Error(JSON.stringify(result.conflicts))
  return result.policy
}

describe('two edits of one policy', () => {
  it('join where they touched different parts of one rule', () => {
    const mine = policy([rule('default', { timeout: '1s' })])
    const theirs = policy([rule('default', { timeout: '3s', retry: { attempts: 2, on: ['5xx'] } })])
    expect(merged(mine, theirs).rules).toEqual([rule('default', { timeout: '1s', retry: { attempts: 2, on: ['5xx'] } })])
  })

  it('are a conflict, named with all three values, where both changed one part', () => {
    const [mine, theirs] = [splitPolicy('shop/reviews', 90, 10), splitPolicy('shop/reviews', 50, 50)]
    expect(mergePolicy(splitPolicy('shop/reviews', 100, 0), mine, theirs)).toEqual({
      ok: false,
      conflicts: [expect.objectContaining({ path: 'rule default: backends', mine: JSON.stringify(mine.rules[0]?.backends) })],
      mine,
    })
  })

  it('can be joined with every conflict decided for mine, while the other parts of theirs stay', () => {
    const [a, b, last] = [rule('a', { match: { method: 'GET' } }), rule('b', { match: { method: 'PUT' } }), rule('default')]
    const mine = policy([b, a, rule('default', { timeout: '1s' })])
    const added = rule('c', { match: { method: 'POST' } })
    const from = policy([a, b, rule('x', { match: { method: 'HEAD' } }), last])
    const theirs = policy([rule('x', { match: { method: 'HEAD' } }), b, a, added, rule('default', { timeout: '9s' })])
    const result = mergePolicy(from, policy([b, a, rule('x', { match: { method: 'HEAD' } }), mine.rules.at(-1) ?? last]), theirs)
    expect(result.ok).toBe(false)
    expect(!result.ok && result.mine.rules.map(({ name, timeout }) => `${name} ${timeout ?? ''}`.trim())).toEqual([
      'b',
      'a',
      'c',
      'x',
      'default 1s',
    ])
  })

  it('keep the rules that each side added, behind the ones they followed, and drop what one side removed', () => {
    const three = policy([rule('a', { match: { method: 'GET' } }), rule('b', { match: { method: 'PUT' } }), rule('default')])
    const mine = policy([rule('a', { match: { method: 'GET' } }), rule('x', { match: { method: 'PATCH' } }), rule('default')])
    const theirs = policy([rule('y', { match: { path: { prefix: '/y' } } }), ...three.rules])
    expect(merged(mine, theirs, three).rules.map(({ name }) => name)).toEqual(['y', 'a', 'x', 'default'])
  })

  it('are a conflict where one removed the rule that the other changed', () => {
    const two = policy([rule('a', { match: { method: 'GET' } }), rule('default')])
    const result = mergePolicy(
      two,
      policy([rule('default')]),
      policy([rule('a', { match: { method: 'GET' }, timeout: '1s' }), rule('default')]),
    )
    expect(result).toMatchObject({ ok: false, conflicts: [{ path: 'rule a', mine: null }] })
  })

  it('are a conflict where both reordered the rules differently, and none where they did so alike', () => {
    const [a, b, c] = [
      rule('a', { match: { method: 'GET' } }),
      rule('b', { match: { method: 'PUT' } }),
      rule('c', { match: { method: 'POST' } }),
    ]
    const last = rule('default')
    const abc = policy([a, b, c, last])
    expect(mergePolicy(abc, policy([b, a, c, last]), policy([c, a, b, last]))).toMatchObject({
      ok: false,
      conflicts: [{ path: 'the order of the rules' }],
    })
    expect(merged(policy([b, a, c, last]), policy([b, a, c, last]), abc).rules.map(({ name }) => name)).toEqual(['b', 'a', 'c', 'default'])
    expect(merged(policy([b, a, c, last]), policy([a, b, last]), abc).rules.map(({ name }) => name)).toEqual(['b', 'a', 'default'])
  })

  it('merge destination settings one by one, and leave no empty part', () => {
    const from = policy(base.rules, { circuitBreaker: { maxRequests: 10 }, loadBalancing: 'random' })
    const mine = policy(base.rules, { circuitBreaker: { maxRequests: 20 }, loadBalancing: 'random' })
    const theirs = policy(base.rules, { circuitBreaker: { maxRequests: 10, maxRetries: 3 }, loadBalancing: 'maglev' })
    expect(merged(mine, theirs, from).destination).toEqual({ circuitBreaker: { maxRequests: 20, maxRetries: 3 }, loadBalancing: 'maglev' })
    expect(merged(base, from, from)).toEqual(base)
  })

  it('do not differ by the order of keys or by fields that are undefined', () => {
    const mine = policy([{ backends: [{ weight: 100, version: 'v1' }], timeout: '3s', name: 'default', retry: undefined }])
    const theirs = policy([rule('default', { timeout: '9s' })])
    expect(merged(mine, theirs).rules[0]?.timeout).toBe('9s')
  })

  const anyRule = (name: string) =>
    fc.record({
      name: fc.constant(name),
      backends: fc.nat(100).map((weight) => [
        { version: 'v1', weight },
        { version: 'v2', weight: 100 - weight },
      ]),
      timeout: fc.constantFrom('1s', '2s', '3s'),
    })
  const anyPolicy = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })
    .chain((names) => fc.tuple(...[...names, 'default'].map(anyRule)))
    .map((rules) => policy(rules))

  it('give the other side where one changed nothing, and never depend on which side is called mine', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, anyPolicy, (from, mine, theirs) => {
        expect(mergePolicy(from, from, theirs)).toEqual({ ok: true, policy: theirs })
        expect(mergePolicy(from, mine, from)).toEqual({ ok: true, policy: mine })
        const [one, other] = [mergePolicy(from, mine, theirs), mergePolicy(from, theirs, mine)]
        expect(one.ok).toBe(other.ok)
        if (one.ok && other.ok)
          expect(new Set(one.policy.rules.map((each) => JSON.stringify(each)))).toEqual(
            new Set(other.policy.rules.map((each) => JSON.stringify(each))),
          )
      }),
    )
  })
})
