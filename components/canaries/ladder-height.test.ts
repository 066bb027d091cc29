import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ladderHeight } from './ladder-height'

describe('the height of a step', () => {
  it('is the ground at 0 % and grows with the weight, never past the top', () => {
    expect(ladderHeight(0)).toBe(0)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (a, b) => {
        const [low, high] = a <= b ? [a, b] : [b, a]
        return ladderHeight(low) <= ladderHeight(high) && ladderHeight(high) <= ladderHeight(100)
      }),
    )
  })
  it('tells 1, 5 and 10 % apart by eye', () => {
    expect(ladderHeight(5) - ladderHeight(1)).toBeGreaterThanOrEqual(5)
    expect(ladderHeight(10) - ladderHeight(5)).toBeGreaterThanOrEqual(4)
  })
})
