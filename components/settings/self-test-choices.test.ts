import { describe, expect, it } from 'vitest'
import { selfTestTitle, toSelfTestChoices } from './self-test-choices'

describe('what a self-test can be of', () => {
  it('is two halves of the instances of a service that has two of its heaviest version, and each pair of neighbouring versions', () => {
    const version = (name: string, weightPercent: number | null, instances: number) => ({ name, weightPercent, instances })
    const choices = toSelfTestChoices([
      { name: 'shop/cart', versions: [version('v1', 100, 1)] },
      { name: 'shop/ratings', versions: [version('v1', null, 2)] },
      { name: 'shop/reviews', versions: [version('v1', 10, 1), version('v2', 90, 3)] },
      { name: 'shop/catalog', versions: [version('v1', 90, 1), version('v2', 10, 2)] },
      { name: 'shop/none', versions: [] },
    ])
    expect(choices.map(({ spec }) => spec)).toEqual([
      { service: 'shop/ratings' },
      { service: 'shop/reviews' },
      { service: 'shop/reviews', versions: ['v1', 'v2'] },
      { service: 'shop/catalog', versions: ['v1', 'v2'] },
    ])
    expect(new Set(choices.map(({ value }) => value)).size).toBe(4)
  })

  it('is called by its arms', () => {
    const [service, version] = ['shop/reviews', 'v1']
    expect(selfTestTitle({ service, arms: { kind: 'versions', first: 'v1', second: 'v2' } })).toBe('shop/reviews v1 and v2')
    expect(selfTestTitle({ service, arms: { kind: 'instances', version } })).toBe('shop/reviews v1, halves of its instances')
  })
})
