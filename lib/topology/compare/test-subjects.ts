import type { Difference } from '@/lib/mesh/comparison'
import { benjaminiHochberg } from './benjamini-hochberg'
import { type Counted, fisherP, mayDiffer, mayDifferInRate, type Paced, ratesP } from './exact-tests'
import { type Part, slowerInPart } from './parts'
import { type Scatter, scatterOfRates, scatterOfShares } from './scatter'
import { chooseBounds, countSlowerThan } from './slower-bounds'
import type { Subject } from './subject'

/** Of what is told to differ, at most this share is expected to be chance. */
export const level = 0.05

/** A subject of both windows. now or base without counts stands for a quiet one: its proxies were read and counted nothing. */
export type Pair = { id: string; now: Subject; base: Subject }
/** Both windows of a pair in parts. */
export type PairParts = { now: Part[]; base: Part[] }
type Family = 'errors' | 'latency' | 'rate'
type Tell = Pick<Difference, 'kind' | 'test' | 'now' | 'base' | 'boundMs' | 'perSecond'>
/** p: as if counts were independent; temper: the p-value with what they scatter. */
type Doubt = { pair: Pair; p: number; scatter(parts: PairParts): Scatter; temper(scatter: Scatter): number; tell(): Tell }
/** made: how many tests were made; doubts: those of them whose plain p is at most the level. */
type FamilyTests = { made: number; doubts: Doubt[] }
export type Tests = Record<Family, FamilyTests>

/**
 * The plain tests of each family. What is not at most the level by them is never told: what scatters more than independent counts only ever raises p, and Benjamini
 * and Hochberg tell no p above the level. So only the doubts go on.
 */
export function testPlain(pairs: readonly Pair[]): Tests {
  const tests: Tests = { errors: { made: 0, doubts: [] }, latency: { made: 0, doubts: [] }, rate: { made: 0, doubts: [] } }
  for (const pair of pairs) {
    testErrors(pair, tests.errors)
    testLatency(pair, tests.latency)
    testRate(pair, tests.rate)
  }
  return tests
}

/** Of more than these it is not measured how counts scatter: where so much differs, the rest is taken to scatter like most of them. */
export const mostMeasured = { edges: 500, nodes: 100 }

/** The pairs that something may differ of, those with the most requests first; of these at most so many. The order is that of both windows together. */
export function doubtfulPairs(tests: Tests, most: number): Pair[] {
  const pairs = [...new Set([tests.errors, tests.latency, tests.rate].flatMap(({ doubts }) => doubts.map(({ pair }) => pair)))]
  if (pairs.length <= most) return pairs
  const size = ({ now, base }: Pair): number => now.pace.count + base.pace.count
  return pairs.sort((a, b) => size(b) - size(a) || (a.id < b.id ? -1 : 1)).slice(0, most)
}

/**
 * What of each pair chance does not explain at 5 %, corrected by Benjamini and Hochberg over all tests of a family: counts are divided by how they scatter before
 * they are tested.
 */
export function tellDifferences(tests: Tests, partsOf: (pair: Pair) => PairParts | null): Map<string, Difference[]> {
  const differences = new Map<string, Difference[]>()
  const parts = new Map<Pair, PairParts | null>()
  const read = (pair: Pair): PairParts | null => {
    if (!parts.has(pair)) parts.set(pair, partsOf(pair))
    return parts.get(pair) ?? null
  }
  for (const { made, doubts } of [tests.errors, tests.latency, tests.rate]) {
    const measured = doubts.map(({ pair, scatter }) => {
      const own = read(pair)
      return own && scatter(own)
    })
    const usual = usualScatter(measured)
    const scatters = measured.map((scatter) => scatter ?? usual)
    const ps = doubts.map(({ temper }, index) => temper(scatters[index] ?? usual))
    const qs = benjaminiHochberg([...ps, ...new Array<number>(made - doubts.length).fill(1)])
    doubts.forEach(({ pair, tell }, index) => {
      const [scatter, p, q] = [scatters[index], ps[index] ?? 1, qs[index] ?? 1]
      if (!scatter || q > level) return
      const difference = { ...tell(), p, q, phi: scatter.phi, isDispersionMeasured: scatter.isMeasured }
      const known = differences.get(pair.id)
      if (known) known.push(difference)
      else differences.set(pair.id, [difference])
    })
  }
  return differences
}

/** As nine in ten of those that were measured, 2 at least. */
function usualScatter(scatters: readonly (Scatter | null)[]): Scatter {
  const phis = scatters.flatMap((scatter) => (scatter?.isMeasured ? [scatter.phi] : [])).sort((a, b) => a - b)
  return { phi: Math.max(2, phis[Math.floor(0.9 * phis.length)] ?? 2), isMeasured: false }
}

const shrunk = ({ hits, all }: Counted, phi: number): Counted => ({ hits: Math.round(hits / phi), all: Math.round(all / phi) })
const shareOf = ({ hits, all }: Counted): number => (all > 0 ? hits / all : 0)
const rateOf = ({ count, exposure }: Paced): number => (exposure > 0 ? count / exposure : 0)
/** 1 where it cannot be small: the exact one costs more than all the rest. */
const plainP = (now: Counted, base: Counted): number => (mayDiffer(now, base) ? fisherP(now, base) : 1)

function testErrors(pair: Pair, family: FamilyTests): void {
  const [now, base] = [pair.now.failures, pair.base.failures]
  if (!now || !base || now.all === 0 || base.all === 0) return
  family.made++
  const p = plainP(now, base)
  if (p > level) return
  const difference = shareOf(now) - shareOf(base)
  family.doubts.push({
    pair,
    p,
    temper: ({ phi }) => fisherP(shrunk(now, phi), shrunk(base, phi)),
    scatter: (parts) => scatterOfShares([parts.now, parts.base].map((window) => window.map(({ failures }) => failures))),
    tell: () => ({
      kind: difference > 0 ? 'failing_more' : 'failing_less',
      test: 'fisher',
      now: shareOf(now),
      base: shareOf(base),
      perSecond: difference * rateOf(pair.now.pace),
    }),
  })
}

/** The bound with the smallest p, times how many were looked at (Bonferroni): whatever hangs together between them, that is no less than the truth. */
function testLatency(pair: Pair, family: FamilyTests): void {
  const bounds = chooseBounds(pair.now.rows, pair.base.rows)
  if (bounds.length === 0) return
  const [now, base] = [countSlowerThan(pair.now.rows, bounds), countSlowerThan(pair.base.rows, bounds)]
  if (now.all === 0 || base.all === 0) return
  family.made++
  let best = { p: 1, index: 0 }
  for (let index = 0; index < bounds.length; index++) {
    const p = plainP({ hits: now.slower[index] ?? 0, all: now.all }, { hits: base.slower[index] ?? 0, all: base.all })
    if (p < best.p) best = { p, index }
  }
  if (best.p * bounds.length > level) return
  const at = (side: typeof now): Counted => ({ hits: side.slower[best.index] ?? 0, all: side.all })
  family.doubts.push(slowerDoubt(pair, best.p, bounds[best.index] ?? 0, at(now), at(base), bounds.length))
}

function slowerDoubt(pair: Pair, p: number, boundMs: number, now: Counted, base: Counted, looked: number): Doubt {
  const difference = shareOf(now) - shareOf(base)
  return {
    pair,
    p: p * looked,
    temper: ({ phi }) => Math.min(1, fisherP(shrunk(now, phi), shrunk(base, phi)) * looked),
    scatter: (parts) => scatterOfShares([parts.now, parts.base].map((window) => window.map((part) => slowerInPart(part, boundMs)))),
    tell: () => ({
      kind: difference > 0 ? 'slower' : 'faster',
      test: 'fisher',
      now: shareOf(now),
      base: shareOf(base),
      boundMs,
      perSecond: difference * rateOf(pair.now.pace),
    }),
  }
}

function testRate(pair: Pair, family: FamilyTests): void {
  const [now, base] = [pair.now.pace, pair.base.pace]
  if (now.exposure <= 0 || base.exposure <= 0) return
  family.made++
  const p = mayDifferInRate(now, base) ? ratesP(now, base) : 1
  if (p > level) return
  const difference = rateOf(now) - rateOf(base)
  const shrink = ({ count, exposure }: Paced, phi: number): Paced => ({ count: Math.round(count / phi), exposure })
  family.doubts.push({
    pair,
    p,
    temper: ({ phi }) => ratesP(shrink(now, phi), shrink(base, phi)),
    scatter: (parts) => scatterOfRates([parts.now, parts.base].map((window) => window.map(({ pace }) => pace))),
    tell: () => ({
      kind: base.count === 0 ? 'new' : now.count === 0 ? 'gone' : difference > 0 ? 'more' : 'less',
      test: 'binomial',
      now: rateOf(now),
      base: rateOf(base),
      perSecond: difference,
    }),
  })
}
