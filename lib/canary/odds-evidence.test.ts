import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lnMixture } from './mixture'
import { errorGrid, exactEvidenceLn, latencyGrid, oddsEvidenceLn, slowerEvidenceLn, tickEvidenceLn } from './odds-evidence'
import { oddsInterval } from './odds-interval'
import type { Cell } from './tick'

const sampleTick: Cell = { nc: 100, nb: 900, xc: 5, xb: 9 }
const cell = (nc: number, nb: number, xc: number, xb: number): Cell => ({ nc, nb, xc, xb })
const sumsOf = (cells: readonly Cell[], grid = errorGrid) =>
  grid.map((psi) => cells.reduce((sum, each) => sum + oddsEvidenceLn(each, psi), 0))
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)
const within = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(1e-6)

describe('evidence of errors', () => {
  it('gives the published e-values of one tick', () => {
    const expected = [0.770021, 1.344263, 2.131393, 2.94056, 3.336578, 2.526971, 0.072711]
    for (const [k, psi] of errorGrid.entries()) within(oddsEvidenceLn(sampleTick, psi), expected[k] ?? Number.NaN)
    within(lnMixture(sumsOf([sampleTick]), 1), 2.372403)
  })

  it('alarms at the second such tick, and tempers ten of them', () => {
    within(lnMixture(sumsOf(times(2, sampleTick)), 1), 5.29637)
    expect(5.29637).toBeGreaterThan(Math.log(100))
    within(lnMixture(sumsOf(times(10, sampleTick)), 1), 31.439057)
    within(lnMixture(sumsOf(times(10, sampleTick)), 3.2), 8.813958)
  })

  it('sinks while the arms are alike or the canary is better', () => {
    within(lnMixture(sumsOf(times(10, cell(100, 900, 1, 9))), 1), -1.682106)
    within(lnMixture(sumsOf(times(10, cell(100, 900, 0, 9))), 1), -4.058445)
  })

  it('is exactly 0 with an empty arm or without an error', () => {
    for (const empty of [cell(0, 900, 0, 9), cell(100, 0, 5, 0), cell(100, 900, 0, 0), cell(0, 0, 0, 0)])
      for (const psi of errorGrid) expect(oddsEvidenceLn(empty, psi)).toBe(0)
  })

  it('is unchanged when a tick is split at the same share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(10),
        fc.nat(10),
        fc.nat(10),
        fc.nat(10),
        (c, b, x, y, u, v) => {
          const halves = oddsEvidenceLn(cell(c * 20, b * 20, x, y), 3) + oddsEvidenceLn(cell(c * 30, b * 30, u, v), 3)
          expect(oddsEvidenceLn(cell(c * 50, b * 50, x + u, y + v), 3)).toBeCloseTo(halves, 9)
        },
      ),
    )
  })

  it('does not depend on the order of the ticks', () => {
    const anyCell = fc.record({
      nc: fc.integer({ min: 20, max: 500 }),
      nb: fc.integer({ min: 20, max: 500 }),
      xc: fc.nat(20),
      xb: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(anyCell, { maxLength: 30 }), (cells) => {
        expect(lnMixture(sumsOf(cells.toReversed()), 1)).toBeCloseTo(lnMixture(sumsOf(cells), 1), 9)
      }),
    )
  })
})

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
const binomial = (n: number, p: number, k: number): number => choose(n, k) * p ** k * (1 - p) ** (n - k)

/** E[e] by summing over every outcome of both arms. */
function expectation(nc: number, nb: number, pc: number, pb: number, lnE: (outcome: Cell) => number): number {
  let sum = 0
  for (let xc = 0; xc <= nc; xc++)
    for (let xb = 0; xb <= nb; xb++) sum += binomial(nc, pc, xc) * binomial(nb, pb, xb) * Math.exp(lnE({ nc, nb, xc, xb }))
  return sum
}

describe('the guarantee: E[e] ≤ 1 while the canary is not worse', () => {
  const size = fc.integer({ min: 1, max: 9 })
  const ratio = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  const pair = fc.tuple(ratio, ratio).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

  it('holds for the conditional form, at any common or better ratio', () => {
    fc.assert(
      fc.property(size, size, pair, fc.constantFrom(...errorGrid, ...latencyGrid), (nc, nb, [pc, pb], psi) => {
        expect(expectation(nc, nb, pc, pb, (outcome) => oddsEvidenceLn(outcome, psi))).toBeLessThanOrEqual(1 + 1e-9)
        expect(expectation(nc, nb, pb, pb, (outcome) => slowerEvidenceLn(outcome, cell(0, 0, 0, 0), psi))).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })

  it('holds for the exact form, whatever the past said', () => {
    const past = cell(100, 100, 30, 20)
    fc.assert(
      fc.property(size, size, pair, pair, fc.constantFrom(...errorGrid), (nc, nb, [pc, pb], [thetaB, thetaC], psi) => {
        expect(expectation(nc, nb, pc, pb, (outcome) => exactEvidenceLn(outcome, thetaC, thetaB))).toBeLessThanOrEqual(1 + 1e-9)
        expect(expectation(nc, nb, pc, pb, (outcome) => tickEvidenceLn(outcome, past, psi))).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })

  it('the exact form sees more than the conditional one where every other request fails', () => {
    const past = cell(1000, 1000, 500, 500)
    const tick = cell(1000, 1000, 600, 500)
    expect(tickEvidenceLn(tick, past, 1.5)).toBeGreaterThan(2 * oddsEvidenceLn(tick, 1.5))
  })
})

describe('evidence of slowness', () => {
  it('gives the published values per bound and their mean', () => {
    const slower = [600, 200, 70, 25, 5].map((xc, index) => cell(1000, 9000, xc, [4500, 900, 270, 90, 18][index] ?? 0))
    const perBound = slower.map((each) => lnMixture(sumsOf([each], latencyGrid), 1))
    for (const [index, expected] of [6.374131, 31.998199, 14.336672, 4.873682, 0.745654].entries()) within(perBound[index] ?? 0, expected)
    within(lnMixture(perBound, 1), 30.388761)
    expect(perBound.indexOf(Math.max(...perBound))).toBe(1)
  })

  it('takes a bound that no request or every request passed as no evidence', () => {
    for (const psi of latencyGrid) {
      expect(slowerEvidenceLn(cell(100, 900, 0, 0), cell(0, 0, 0, 0), psi)).toBe(0)
      expect(slowerEvidenceLn(cell(100, 900, 100, 900), cell(0, 0, 0, 0), psi)).toBe(0)
    }
  })
})

describe('the interval of the odds ratio', () => {
  it('is the published one', () => {
    const ninetyFive = oddsInterval(times(10, sampleTick), 1, 0.05)
    expect(ninetyFive.estimate).toBeCloseTo(5, 3)
    expect(Math.abs(ninetyFive.lower - 2.779)).toBeLessThan(1e-3)
    expect(Math.abs((ninetyFive.upper ?? 0) - 8.711)).toBeLessThan(1e-3)
    const ninetyNine = oddsInterval(times(10, sampleTick), 1, 0.01)
    expect(Math.abs(ninetyNine.lower - 2.527)).toBeLessThan(1e-3)
    expect(Math.abs((ninetyNine.upper ?? 0) - 9.474)).toBeLessThan(1e-3)
  })

  it('is unbounded while nothing is known', () => {
    expect(oddsInterval([], 1, 0.01)).toEqual({ lower: 0, upper: null, estimate: null })
    expect(oddsInterval([cell(10, 0, 1, 0)], 1, 0.01)).toEqual({ lower: 0, upper: null, estimate: null })
    expect(oddsInterval(times(5, cell(100, 100, 4, 0)), 1, 0.01)).toMatchObject({ upper: null, estimate: null })
  })
})

describe('cases that other tools pass', () => {
  const lnEs = (cells: readonly Cell[]) => cells.map((_, index) => lnMixture(sumsOf(cells.slice(0, index + 1)), 1))
  const perTick = (counts: readonly number[], requests: number, base: readonly number[]) =>
    counts.map((xc, index) => cell(requests, requests, xc, base[index] ?? 0))

  it('kayenta#426: a few errors against none are unknown, not a pass', () => {
    const series = lnEs(perTick([0, 1, 2, 1, 0, 0], 100, []))
    within(series.at(-1) ?? 0, 1.829795)
    expect(Math.max(...series)).toBeLessThan(Math.log(100))
  })

  it('spinnaker#6278: a hundred errors against one are worse at the first such tick', () => {
    const counts = [100, 100, 100, 100, 100, 100, 100, 1, 1, 1]
    const series = lnEs(perTick(counts, 1000, times(10, 1)))
    expect(series[0]).toBeGreaterThan(Math.log(100))
    within(series.at(-1) ?? 0, 427.52332)
  })

  it('spinnaker#5622: bursts of errors against none are worse at the second tick', () => {
    const series = lnEs(perTick([0, 48, 0, 180, 89, 0, 98, 35, 0, 0], 1000, []))
    expect(series[0]).toBe(0)
    expect(series[1]).toBeGreaterThan(Math.log(100))
  })
})
