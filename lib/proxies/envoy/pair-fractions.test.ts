import { expect, it } from 'vitest'
import { pairFractions, type RouteLever } from './pair-fractions'

const route = (destination: string, over: object = {}, targets = 1): RouteLever => ({
  route: { match: { prefix: '/', ...over } },
  lever: {
    place: `to ${destination}`,
    targets: Array.from({ length: targets }, (_, index) => ({ destination: `${destination}${index || ''}`, weight: 100, key: null })),
  },
})
const gate = (numerator: number, denominator = 'HUNDRED', key = 'split') => ({
  runtime_fraction: { default_value: { numerator, denominator }, ...(key !== '' && { runtime_key: key }) },
})
const words = (routes: RouteLever[]) =>
  pairFractions(routes).map(({ targets, fraction }) => ({
    split: targets.map(({ destination, weight }) => `${destination} ${weight}`).join(', '),
    ...(fraction && { key: fraction.key, problem: fraction.problem }),
  }))

it('a gated route and the next one with the same match are one split, by the value of the gate', () => {
  expect(words([route('v2', gate(10)), route('v1')])).toEqual([{ split: 'v2 10, v1 90', key: 'split', problem: null }])
  // Proto JSON leaves a numerator of 0 and HUNDRED out.
  expect(words([route('v2', { runtime_fraction: { default_value: {}, runtime_key: 'split' } }), route('v1')])).toEqual([
    { split: 'v2 0, v1 100', key: 'split', problem: null },
  ])
  expect(words([route('v2', gate(125_000, 'MILLION')), route('v1'), route('other', { prefix: '/x' })])).toEqual([
    { split: 'v2 125000, v1 875000', key: 'split', problem: null },
    { split: 'other 100' },
  ])
  expect(words([route('v2', gate(10, 'HUNDRED', '')), route('v1')])).toEqual([{ split: 'v2 10, v1 90', key: null, problem: null }])
})

it('what may split otherwise stays apart, with the reason', () => {
  const problems = (...routes: RouteLever[]) => words(routes).flatMap(({ problem }) => problem ?? [])
  expect(problems(route('v2', gate(10)), route('x', { prefix: '/x' }), route('v1'))).toEqual([expect.stringContaining('has another match')])
  expect(problems(route('v2', gate(10)))).toHaveLength(1)
  expect(problems(route('v3', gate(10)), route('v2', gate(20)), route('v1'))).toEqual([
    expect.stringContaining('several fractions in a row'),
    expect.stringContaining('several fractions in a row'),
  ])
  expect(problems(route('v2', gate(10)), route('v1', {}, 2))).toEqual([expect.stringContaining('splits by weights too')])
  expect(problems(route('v2', gate(10)), { route: { match: { prefix: '/' } }, lever: null })).toEqual([
    expect.stringContaining('goes to no destination'),
  ])
  expect(words([route('v3', gate(10)), route('v2', gate(20)), route('v1')]).map(({ split }) => split)).toEqual([
    'v3 100',
    'v2 100',
    'v1 100',
  ])
})
