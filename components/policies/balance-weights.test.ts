import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moveJoint, setWeight, type Weight } from './balance-weights'

const sum = (weights: readonly Weight[]): number => weights.reduce((all, each) => all + each.weight, 0)
const of = (...weights: number[]): Weight[] => weights.map((weight, index) => ({ version: `v${index + 1}`, weight, isLocked: false }))

const hundred = fc
  .tuple(fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
  .map(([cuts, locks]) => {
    const marks = [0, ...cuts.sort((a, b) => a - b), 100]
    return marks
      .slice(1)
      .map((mark, index) => ({ version: `v${index + 1}`, weight: mark - (marks[index] ?? 0), isLocked: locks[index] ?? false }))
  })

describe('weights', () => {
  it('always sum to 100, stay within 0 and 100, and leave locked ones alone', () => {
    fc.assert(
      fc.property(hundred, fc.nat(5), fc.integer({ min: -50, max: 150 }), (weights, index, wanted) => {
        const version = weights[index % weights.length]?.version ?? ''
        const next = setWeight(weights, version, wanted)
        expect(sum(next)).toBe(100)
        expect(next.every((each) => each.weight >= 0 && each.weight <= 100)).toBe(true)
        for (const [at, each] of weights.entries())
          if (each.isLocked && each.version !== version) expect(next[at]?.weight).toBe(each.weight)
      }),
    )
  })
  it('keep their sum when a joint is dragged past its ends', () => {
    fc.assert(
      fc.property(hundred, fc.nat(4), fc.integer({ min: -200, max: 200 }), (weights, index, by) => {
        const next = moveJoint(weights, index % (weights.length - 1), by)
        expect(sum(next)).toBe(100)
        expect(next.every((each) => each.weight >= 0)).toBe(true)
      }),
    )
  })
  it('give the rest to the others in their proportion', () => {
    expect(setWeight(of(60, 30, 10), 'v3', 40).map((each) => each.weight)).toEqual([40, 20, 40])
    expect(setWeight(of(100, 0), 'v2', 10).map((each) => each.weight)).toEqual([90, 10])
    expect(setWeight(of(0, 100), 'v2', 90).map((each) => each.weight)).toEqual([10, 90])
  })
})
