import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { diffPolicy } from './diff-policy'
import { planSentences } from './plan-sentences'
import { renderPolicy } from './render-policy'

const weights = (v1: number, v2: number) => [
  { version: 'v1', weight: v1 },
  { version: 'v2', weight: v2 },
]
const rule = (change: Partial<Rule> = {}): Rule => ({ name: 'default', backends: weights(90, 10), ...change })
const policy = (...rules: Rule[]): Policy => ({ service: 'shop/reviews', rules })
const say = (before: Policy, after: Policy, requestsPerSecond: number | null = null) =>
  planSentences(before, after, {
    protocol: 'http',
    callers: requestsPerSecond === null ? null : [{ service: 'shop/frontend', version: 'v1', requestsPerSecond }],
  })

describe('the plan in words', () => {
  it('says a shift as one reads it aloud', () => {
    expect(say(policy(rule()), policy(rule({ backends: weights(75, 25) })), 142)).toEqual([
      '25 % of requests to shop/reviews go to v2, was 10 %.',
      '15 % more of shop/frontend’s calls to shop/reviews will go to v2, about 21.3 requests per second.',
    ])
    expect(planSentences(policy(rule()), policy(rule({ backends: weights(75, 25) })), { protocol: 'tcp', callers: null })).toEqual([
      '25 % of connections to shop/reviews go to v2, was 10 %.',
    ])
  })
  it('says what moves per caller, for rules of one caller by that caller, and leaves out what nobody counts', () => {
    const callers = [
      { service: 'shop/frontend', version: 'v1', requestsPerSecond: 42 },
      { service: 'edge/gateway', version: null, requestsPerSecond: 8 },
    ]
    const speak = (before: Policy, after: Policy) => planSentences(before, after, { protocol: 'http', callers })
    expect(speak(policy(rule({ backends: weights(60, 40) })), policy(rule({ backends: weights(80, 20) })))[1]).toBe(
      '20 % fewer of the calls to shop/reviews will go to v2, about 10 requests per second: 8.4 rps from shop/frontend, 1.6 rps from edge/gateway.',
    )
    const own = (v1: number, v2: number) => rule({ name: 'own', match: { caller: 'shop/frontend' }, backends: weights(v1, v2) })
    expect(speak(policy(own(100, 0), rule()), policy(own(90, 10), rule()))).toEqual([
      '10 % of requests to shop/reviews from shop/frontend go to v2, was 0 %.',
      '10 % more of shop/frontend’s calls to shop/reviews will go to v2, about 4.2 requests per second.',
    ])
    expect(speak(policy(own(100, 0), rule()), policy(own(100, 0), rule({ backends: weights(50, 50) })))[1]).toBe(
      '40 % more of edge/gateway’s calls to shop/reviews will go to v2, about 3.2 requests per second.',
    )
    const testers = (v1: number, v2: number) =>
      rule({ name: 'testers', match: { headers: [{ name: 'x-tester', present: true }] }, backends: weights(v1, v2) })
    expect(speak(policy(testers(100, 0), rule()), policy(testers(0, 100), rule()))).toHaveLength(1)
    expect(speak(policy(testers(0, 100), rule()), policy(testers(0, 100), rule({ backends: weights(80, 20) })))[1]).toContain(
      'at most 5 requests',
    )
  })
  it('says nothing when nothing changes', () => {
    expect(say(policy(rule()), policy(rule()), 142)).toEqual([])
  })
  it('says settings, new and removed rules', () => {
    expect(say(policy(rule({ timeout: '5s' })), policy(rule({ timeout: '3s', retry: { attempts: 2, on: ['5xx'] } })))).toEqual([
      'The timeout of requests to shop/reviews is 3s, was 5s.',
      'Retries of requests to shop/reviews are 2 on 5xx, was off.',
    ])
    const testers = rule({
      name: 'testers',
      match: { caller: 'shop/frontend', headers: [{ name: 'x-tester', exact: 'yes' }] },
      backends: [{ version: 'v2', weight: 100 }],
    })
    expect(say(policy(rule()), policy(testers, rule()))).toEqual([
      'The new rule testers: requests to shop/reviews from shop/frontend with header x-tester: yes go to v2.',
    ])
    expect(say(policy(testers, rule()), policy(rule()))).toEqual(['The rule testers is removed: the rules after it take its requests.'])
    expect(say(policy(rule()), { ...policy(rule()), destination: { circuitBreaker: { maxPendingRequests: 64 } } })).toEqual([
      'The setting circuitBreaker.maxPendingRequests of shop/reviews (most requests waiting for a connection) is 64, was the default.',
    ])
  })
})

describe('the diff of a policy', () => {
  it('shows removed lines before added ones, with their numbers', () => {
    const lines = diffPolicy(policy(rule()), policy(rule({ backends: weights(75, 25) })))
    expect(lines.map(({ kind, before, after, text }) => `${before ?? ''}/${after ?? ''} ${kind}: ${text}`)).toEqual([
      '1/1 same: service: shop/reviews',
      '2/2 same: rules:',
      '3/3 same:   - name: default',
      '4/4 same:     backends:',
      '5/ removed:       - { version: v1, weight: 90 }',
      '6/ removed:       - { version: v2, weight: 10 }',
      '/5 added:       - { version: v1, weight: 75 }',
      '/6 added:       - { version: v2, weight: 25 }',
    ])
  })
  it('adds everything where nothing was', () => {
    expect(diffPolicy(null, policy(rule())).every((line) => line.kind === 'added')).toBe(true)
  })

  const text = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.constantFrom('yes', 'null', '1', '0x1f', '1e3', '.inf', '- a', '# x', 'a: b', '2', '1s', '5xx', '~', '<img onerror=alert(1)>'),
  )
  const anyRule = fc.record(
    {
      name: text,
      match: fc.record(
        { path: fc.record({ prefix: text }), method: text, headers: fc.array(fc.record({ name: text, exact: text })), caller: text },
        { requiredKeys: [] },
      ),
      backends: fc.array(fc.record({ version: text, weight: fc.nat(100) }), { minLength: 1, maxLength: 3 }),
      timeout: text,
      retry: fc.record({ attempts: fc.nat(5), on: fc.array(text, { minLength: 1 }) }),
      mirror: fc.record({ version: text, percent: fc.nat(100) }),
    },
    { requiredKeys: ['name', 'backends'] },
  )
  const anyPolicy = fc.record({ service: text, rules: fc.array(anyRule, { minLength: 1, maxLength: 4 }) })

  it('is over a rendering that a YAML reader gives back unchanged', () => {
    fc.assert(fc.property(anyPolicy, (any) => void expect(parse(renderPolicy(any).join('\n'))).toEqual(any)))
  })
  it('rebuilds both sides', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (before, after) => {
        const lines = diffPolicy(before, after)
        expect(lines.filter((line) => line.kind !== 'added').map((line) => line.text)).toEqual(renderPolicy(before))
        expect(lines.filter((line) => line.kind !== 'removed').map((line) => line.text)).toEqual(renderPolicy(after))
      }),
    )
  })
})
