import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy, Rule, RuleMatch } from '@/lib/mesh/policy'
import { coversMatch } from './covers-match'
import { policyRemarks } from './policy-remarks'

const backends = [{ version: 'v1', weight: 100 }]
const policy = (...matches: RuleMatch[]): Policy => ({
  service: 'shop/reviews',
  rules: [...matches.map((match, index): Rule => ({ name: `r${index}`, match, backends })), { name: 'default', backends }],
})
const unreached = (...matches: RuleMatch[]): string[] => policyRemarks(policy(...matches)).map(({ path, message }) => `${path}: ${message}`)

describe('a rule that can never match', () => {
  it('is named with the earlier rule that takes all of its requests', () => {
    expect(unreached({ path: { prefix: '/a' } }, { path: { exact: '/a/b' }, method: 'GET' })).toEqual([
      'rules[1].match: rule r1 never matches: r0 before it takes all of its requests',
    ])
    expect(unreached({ caller: 'a/b' }, { caller: 'a/b@v1' })).toHaveLength(1)
    expect(unreached({ headers: [{ name: 'X-A', present: true }] }, { headers: [{ name: 'x-a', regex: 'b+' }] })).toHaveLength(1)
    expect(unreached({ grpc: { service: 'a.B' } }, { grpc: { service: 'a.B', method: 'Get' } })).toHaveLength(1)
    expect(
      unreached({ queryParams: [{ name: 'q', exact: '1' }] }, { queryParams: [{ name: 'q', exact: '1' }], method: 'GET' }),
    ).toHaveLength(1)
  })

  it('is not suspected where some request may still reach it', () => {
    expect(unreached({ path: { exact: '/a/b' } }, { path: { prefix: '/a' } })).toEqual([])
    expect(unreached({ caller: 'a/b@v1' }, { caller: 'a/b' })).toEqual([])
    expect(unreached({ headers: [{ name: 'x-a', exact: '1' }] }, { headers: [{ name: 'x-a', exact: '2' }] })).toEqual([])
    expect(unreached({ queryParams: [{ name: 'Q', present: true }] }, { queryParams: [{ name: 'q', present: true }] })).toEqual([])
    expect(unreached({ headers: [{ name: 'x-a', present: false }] }, { path: { prefix: '/a' } })).toEqual([])
  })

  it('is named where its own parts contradict each other, or ask for what no path has', () => {
    expect(
      unreached({
        headers: [
          { name: 'x-a', exact: '1' },
          { name: 'X-A', present: false },
        ],
      })[0],
    ).toContain('cannot be there and absent')
    expect(unreached({ path: { exact: '/a?b=1' } })[0]).toContain('the query is matched by queryParams')
    expect(unreached({ path: { prefix: '/café' } })[0]).toContain('per cent encoded')
  })

  it('covers itself and is covered by everything, whatever it is', () => {
    const match = fc.record(
      {
        path: fc.oneof(fc.constantFrom({ prefix: '/a' }, { exact: '/a/b' }, { regex: 'x' })),
        method: fc.constantFrom('GET', 'POST'),
        headers: fc.array(fc.constantFrom({ name: 'a', exact: '1' }, { name: 'a', present: false }, { name: 'b', regex: 'x' })),
        caller: fc.constantFrom('a/b', 'a/b@v1'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(match, match, match, (a, b, c) => {
        expect(coversMatch(a, a)).toBe(true)
        expect(coversMatch(undefined, a)).toBe(true)
        expect(coversMatch({}, a)).toBe(true)
        if (coversMatch(a, b) && coversMatch(b, c)) expect(coversMatch(a, c)).toBe(true)
      }),
    )
  })
})
