import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logGamma } from './log-beta'
import { observedSplit, splitEvidenceLn } from './observed-split'

const asked = (v1: number, v2: number) =>
  new Map([
    ['v1', v1],
    ['v2', v2],
  ])

describe('the split check', () => {
  it.each([
    [100, 1000, -0.89939],
    [80, 1000, 1.13463],
    [50, 1000, 12.758166],
    [0, 100, 2.055428],
  ])('gives the published evidence: %i of %i at weight 0.1', (arm, total, lnE) => {
    expect(splitEvidenceLn(0.1, arm, total)).toBeCloseTo(lnE, 5)
  })

  it('sees 8 % instead of 10 % first at 3,800 requests, in steps of 100', () => {
    let total = 0
    do total += 100
    while (observedSplit(asked(90, 10), asked(total * 0.92, total * 0.08)) !== 'disagrees')
    expect(total).toBe(3800)
  })

  it('agrees, disagrees, or says that there are too few requests', () => {
    expect(observedSplit(asked(90, 10), asked(903, 97))).toBe('agrees')
    expect(observedSplit(asked(90, 10), asked(950, 50))).toBe('disagrees')
    expect(observedSplit(asked(90, 10), asked(9, 1))).toBe('too_few')
    expect(observedSplit(asked(99, 1), asked(100, 1))).toBe('too_few')
    expect(observedSplit(asked(90, 10), asked(0, 0))).toBe('too_few')
  })

  it('judges a version without weight, and one that nobody asked for', () => {
    expect(observedSplit(asked(100, 0), asked(50, 0))).toBe('agrees')
    expect(observedSplit(asked(100, 0), asked(450, 50))).toBe('disagrees')
    expect(observedSplit(new Map([['v1', 100]]), asked(450, 50))).toBe('disagrees')
  })

  it('does not depend on the scale of the weights', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.nat(2000), fc.nat(2000), (weight, one, two) => {
        expect(observedSplit(asked(weight * 3, (100 - weight) * 3), asked(one, two))).toBe(
          observedSplit(asked(weight, 100 - weight), asked(one, two)),
        )
      }),
    )
  })
})

it('ln Γ agrees with factorials and Γ(½) = √π', () => {
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 10)
})
