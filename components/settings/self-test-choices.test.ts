import { describe, expect, it } from 'vitest'
import { selfTestTitle, toSelfTestChoices } from './self-test-choices'

describe('what a self-test can be of', () => {
  it('is two halves of the instances of every service, and each pair of neighbouring versions', () => {
    const choices = toSelfTestChoices([
      { name: 'shop/cart', versions: [{ name: 'v1' }] },
      { name: 'shop/reviews', versions: [{ name: 'v1' }, { name: 'v2' }] },
      { name: 'shop/none', versions: [] },
    ])
    expect(choices.map(({ spec }) => spec)).toEqual([
      { service: 'shop/cart' },
      { service: 'shop/reviews' },
      { service: 'shop/reviews', versions: ['v1', 'v2'] },
    ])
    expect(new Set(choices.map(({ value }) => value)).size).toBe(3)
  })

  it('is called by its arms', () => {
    const [service, version] = ['shop/reviews', 'v1']
    expect(selfTestTitle({ service, arms: { kind: 'versions', first: 'v1', second: 'v2' } })).toBe('shop/reviews v1 and v2')
    expect(selfTestTitle({ service, arms: { kind: 'instances', version } })).toBe('shop/reviews v1, halves of its instances')
  })
})
