import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evidenceHeight, wayToBound } from './evidence-height'

const ln100 = Math.log(100)

describe('the way to a bound', () => {
  it('is where ln of the evidence stands of ln of the bound', () => {
    // Handbook, section 8: test A once has ln E 2.372403, the bound of α 1 % is 4.605170.
    expect(wayToBound(2.372403, ln100)).toBeCloseTo(0.51516, 5)
    expect(wayToBound(5.29637, ln100)).toBe(1)
  })
  it('is nothing while the evidence points the other way', () => {
    expect(wayToBound(-4.058445, ln100)).toBe(0)
    expect(wayToBound(Number.NaN, ln100)).toBe(0)
  })
  it('never leaves the picture', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        fc.constantFrom('worse' as const, 'not_worse' as const),
        (ln, bound, side) => {
          const height = evidenceHeight(side, wayToBound(ln, bound))
          return height >= 0 && height <= 100
        },
      ),
    )
  })
})
