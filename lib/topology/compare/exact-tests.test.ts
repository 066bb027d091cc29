import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg'
import { fisherP, ratesP } from './exact-tests'
import { scatterOfRates, scatterOfShares } from './scatter'

describe("Fisher's exact test", () => {
  // One-sided tails by R: phyper(…), doubled.
  it.each([
    [{ hits: 3, all: 4 }, { hits: 1, all: 4 }, 0.4857142857142857], // the lady tasting tea: 17/70 one-sided
    [{ hits: 0, all: 10 }, { hits: 5, all: 10 }, 0.0325077399380805], // 252/15504 doubled
    [{ hits: 4, all: 4 }, { hits: 0, all: 4 }, 2 / 70],
  ])('of %j and %j is as counted by hand', (a, b, p) => {
    expect(fisherP(a, b)).toBeCloseTo(p, 12)
  })
  it('equals the sum over all tables, for all small ones', () => {
    const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.nat(30), (n, m, x, y) => {
        const [a, b] = [
          { hits: Math.min(x, n), all: n },
          { hits: Math.min(y, m), all: m },
        ]
        const hits = a.hits + b.hits
        const at = (k: number): number => (choose(n, k) * choose(m, hits - k)) / choose(n + m, hits)
        let [low, high] = [0, 0]
        for (let k = 0; k <= hits; k++) {
          if (k <= a.hits) low += at(k)
          if (k >= a.hits) high += at(k)
        }
        const expected = hits === 0 || hits === n + m ? 1 : Math.min(1, 2 * Math.min(low, high))
        expect(fisherP(a, b)).toBeCloseTo(expected, 9)
      }),
    )
  })
  it('is the very same with the sides swapped, also for millions', () => {
    const counted = fc.integer({ min: 0, max: 5_000_000 }).chain((all) => fc.nat(all).map((hits) => ({ hits, all })))
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        expect(fisherP(a, b)).toBe(fisherP(b, a))
      }),
    )
  })
  it('is no number outside 0 to 1, and 1 where a side is empty', () => {
    expect(fisherP({ hits: 0, all: 0 }, { hits: 3, all: 9 })).toBe(1)
    expect(fisherP({ hits: 500_000, all: 1_000_000 }, { hits: 100, all: 1_000_000 })).toBe(0)
  })
})

describe('the test of two rates', () => {
  it('is the binomial test of their split', () => {
    // 2·P(X ≥ 8), X ~ Bin(10, ½) = 2·56/1024
    expect(ratesP({ count: 8, exposure: 60 }, { count: 2, exposure: 60 })).toBeCloseTo(112 / 1024, 12)
    // 2·P(X ≥ 3), X ~ Bin(3, ¼)
    expect(ratesP({ count: 3, exposure: 10 }, { count: 0, exposure: 30 })).toBeCloseTo(2 / 64, 12)
    expect(ratesP({ count: 0, exposure: 60 }, { count: 0, exposure: 60 })).toBe(1)
  })
  it('is the very same with the sides swapped', () => {
    const paced = fc.record({ count: fc.nat(1_000_000), exposure: fc.double({ min: 1, max: 1e5, noNaN: true }) })
    fc.assert(
      fc.property(paced, paced, (a, b) => {
        expect(ratesP(a, b)).toBe(ratesP(b, a))
      }),
    )
  })
})

describe('the correction for many tests', () => {
  it('gives the q-values of R, p.adjust(method = "BH")', () => {
    const qs = benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.5])
    expect(qs.map((q) => Number(q.toFixed(10)))).toEqual([0.025, 0.05, 0.05, 0.025, 0.5])
  })
})

describe('how counts scatter', () => {
  it('is measured from six differences on, else taken as 2', () => {
    const part = { hits: 1, all: 10 }
    expect(
      scatterOfShares([
        [part, part, part, part],
        [part, part, part],
      ]),
    ).toEqual({ phi: 2, isMeasured: false })
    expect(
      scatterOfShares([
        [part, part, part, part],
        [part, part, part, part],
      ]),
    ).toEqual({ phi: 1, isMeasured: true })
  })
  it('of rates leaves out that the windows have other rates', () => {
    const steady = (count: number) => Array.from({ length: 5 }, () => ({ count, exposure: 10 }))
    expect(scatterOfRates([steady(100), steady(400)]).phi).toBe(1)
    const jumping = [0, 200, 0, 200, 0].map((count) => ({ count, exposure: 10 }))
    expect(scatterOfRates([jumping, jumping]).phi).toBeGreaterThan(100)
  })
})
