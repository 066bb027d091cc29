import { describe, expect, it } from 'vitest'
import { aboutSpan } from './about-span'

describe('an expected time', () => {
  it('is written as coarse as it is known', () => {
    expect([1, 33, 109, 599, 2362, 7000].map(aboutSpan)).toEqual(['5 s', '35 s', '1 min 50 s', '10 min', '39 min', '2 h'])
  })
})
