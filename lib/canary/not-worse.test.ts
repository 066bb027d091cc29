import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notWorseLn, pooledTheta, projectOnNull, widenMargin } from './not-worse'

const cell = (nc: number, nb: number, xc: number, xb: number) => ({ nc, nb, xc, xb })
const within = (value: number, expected: number, tolerance = 1e-6) => expect(Math.abs(value - expected)).toBeLessThan(tolerance)

describe('the proof of not worse by more than a margin', () => {
  it.each([
    [1, 4, -0.214436],
    [0, 5, 0.510565],
    [2, 5, -0.833052],
  ])('gives the published evidence for %i against %i errors', (xc, xb, expected) => {
    within(projectOnNull(100, 900, 0.005, 0.005, 0.005), 0.00474222, 1e-8)
    within(notWorseLn(cell(100, 900, xc, xb), 0.005, 0.005, 0.005), expected)
  })

  it('gives the published evidence with equal arms and with separate ratios', () => {
    within(projectOnNull(500, 500, 0.005, 0.005, 0.005), 0.00353109, 1e-8)
    within(notWorseLn(cell(500, 500, 2, 3), 0.005, 0.005, 0.005), 1.012223)
    within(projectOnNull(100, 900, 0.004, 0.006, 0.005), 0.00560973, 1e-8)
    within(notWorseLn(cell(100, 900, 1, 4), 0.004, 0.006, 0.005), -0.398993)
  })

  it('skips a tick when the past already says worse, or when an arm is empty', () => {
    expect(notWorseLn(cell(100, 900, 1, 4), 0.01, 0.005, 0.005)).toBe(0)
    expect(notWorseLn(cell(0, 900, 0, 4), 0.005, 0.005, 0.005)).toBe(0)
    expect(notWorseLn(cell(100, 0, 0, 0), 0.005, 0.005, 0.005)).toBe(0)
  })

  it('promises E[e] ≤ 1 on the whole null, by exact summation', () => {
    const size = fc.integer({ min: 1, max: 9 })
    const ratio = fc.double({ min: 0.01, max: 0.9, noNaN: true })
    const margin = fc.double({ min: 0.01, max: 0.09, noNaN: true })
    fc.assert(
      fc.property(
        size,
        size,
        ratio,
        ratio,
        ratio,
        fc.double({ min: 0, max: 1, noNaN: true }),
        margin,
        (nc, nb, thetaC, thetaB, pb, beyond, delta) => {
          const pc = Math.min(1, pb + delta) + beyond * (1 - Math.min(1, pb + delta))
          let sum = 0
          for (let xc = 0; xc <= nc; xc++)
            for (let xb = 0; xb <= nb; xb++)
              sum += binomial(nc, pc, xc) * binomial(nb, pb, xb) * Math.exp(notWorseLn(cell(nc, nb, xc, xb), thetaC, thetaB, delta))
          expect(sum).toBeLessThanOrEqual(1 + 1e-7)
        },
      ),
    )
  })

  it('widens the margin where the step is small, up to 5 points', () => {
    expect([5, 10, 25, 50].map((weight) => widenMargin(0.005, weight))).toEqual([0.05, 0.025, 0.01, 0.005])
    expect(widenMargin(0.005, 1)).toBe(0.05)
  })

  it('takes the ratio from the run, at first from the hour before, and none from nowhere', () => {
    expect(pooledTheta(cell(40, 59, 1, 1), { n: 1000, x: 500 })).toBe(0.025)
    expect(pooledTheta(cell(0, 0, 0, 0), { n: 999, x: 4 })).toBe(0.0045)
    expect(pooledTheta(cell(0, 0, 0, 0), null)).toBeNull()
  })
})

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
const binomial = (n: number, p: number, k: number): number => choose(n, k) * p ** k * (1 - p) ** (n - k)
