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
/** A test whose plain p, as if counts were independent, is at most the level. looked: among so many bounds the one of latency was chosen. Plain values: there may be thousands. */
type ShareDoubt = { family: 'errors' | 'latency'; pair: Pair; now: Counted; base: Counted; boundMs: number | undefined; looked: number }
type RateDoubt = { family: 'rate'; pair: Pair; now: Paced; base: Paced }
type Doubt = ShareDoubt | RateDoubt
/** made: how many tests were made. */
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
    const measured = doubts.map((doubt) => {
      const own = read(doubt.pair)
      return own && scatterOf(doubt, own)
    })
    const usual = usualScatter(measured)
    const scatters = measured.map((scatter) => scatter ?? usual)
    const ps = doubts.map((doubt, index) => temperedP(doubt, scatters[index]?.phi ?? usual.phi))
    const qs = benjaminiHochberg([...ps, ...new Array<number>(made - doubts.length).fill(1)])
    doubts.forEach((doubt, index) => {
      const [scatter, p, q] = [scatters[index], ps[index] ?? 1, qs[index] ?? 1]
      if (!scatter || q > level) return
      const difference = { ...tell(doubt), p, q, phi: scatter.phi, isDispersionMeasured: scatter.isMeasured }
      const known = differences.get(doubt.pair.id)
      if (known) known.push(difference)
      else differences.set(doubt.pair.id, [difference])
    })
  }
  return differences
}

/** As nine in ten of those that were measured, 2 at least. */
function usualScatter(scatters: readonly (Scatter | null)[]): Scatter {
  const phis = scatters.flatMap((scatter) => (scatter?.isMeasured ? [scatter.phi] : [])).sort((a, b) => a - b)
  return { phi: Math.max(2, phis[Math.floor(0.9 * phis.length)] ?? 2), isMeasured: false }
}

function scatterOf(doubt: Doubt, parts: PairParts): Scatter {
  const { now, base } = parts
  if (doubt.family === 'rate') return scatterOfRates([now.map(({ pace }) => pace), base.map(({ pace }) => pace)])
  const { boundMs } = doubt
  if (boundMs === undefined) return scatterOfShares([now.map(({ failures }) => failures), base.map(({ failures }) => failures)])
  return scatterOfShares([now.map((part) => slowerInPart(part, boundMs)), base.map((part) => slowerInPart(part, boundMs))])
}

/** The p of the same test on counts divided by how they scatter. */
function temperedP(doubt: Doubt, phi: number): number {
  if (doubt.family === 'rate') return ratesP(shrunkPace(doubt.now, phi), shrunkPace(doubt.base, phi))
  return Math.min(1, fisherP(shrunk(doubt.now, phi), shrunk(doubt.base, phi)) * doubt.looked)
}

function tell(doubt: Doubt): Tell {
  if (doubt.family === 'rate') return tellRate(doubt)
  const [now, base] = [shareOf(doubt.now), shareOf(doubt.base)]
  const kinds = doubt.family === 'errors' ? (['failing_more', 'failing_less'] as const) : (['slower', 'faster'] as const)
  const common = {
    kind: kinds[now > base ? 0 : 1],
    test: 'fisher' as const,
    now,
    base,
    perSecond: (now - base) * rateOf(doubt.pair.now.pace),
  }
  return doubt.boundMs === undefined ? common : { ...common, boundMs: doubt.boundMs }
}

function tellRate({ now, base }: RateDoubt): Tell {
  const difference = rateOf(now) - rateOf(base)
  const kind = base.count === 0 ? 'new' : now.count === 0 ? 'gone' : difference > 0 ? 'more' : 'less'
  return { kind, test: 'binomial', now: rateOf(now), base: rateOf(base), perSecond: difference }
}

const shrunk = ({ hits, all }: Counted, phi: number): Counted => ({ hits: Math.round(hits / phi), all: Math.round(all / phi) })
const shrunkPace = ({ count, exposure }: Paced, phi: number): Paced => ({ count: Math.round(count / phi), exposure })
const shareOf = ({ hits, all }: Counted): number => (all > 0 ? hits / all : 0)
const rateOf = ({ count, exposure }: Paced): number => (exposure > 0 ? count / exposure : 0)
/** 1 where it cannot be small: the exact one costs more than all the rest. */
const plainP = (now: Counted, base: Counted): number => (mayDiffer(now, base) ? fisherP(now, base) : 1)

function testErrors(pair: Pair, family: FamilyTests): void {
  const [now, base] = [pair.now.failures, pair.base.failures]
  if (!now || !base || now.all === 0 || base.all === 0) return
  family.made++
  if (plainP(now, base) <= level) family.doubts.push({ family: 'errors', pair, now, base, boundMs: undefined, looked: 1 })
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
  const at = { now: { hits: now.slower[best.index] ?? 0, all: now.all }, base: { hits: base.slower[best.index] ?? 0, all: base.all } }
  family.doubts.push({ family: 'latency', pair, ...at, boundMs: bounds[best.index], looked: bounds.length })
}

function testRate(pair: Pair, family: FamilyTests): void {
  const [now, base] = [pair.now.pace, pair.base.pace]
  if (now.exposure <= 0 || base.exposure <= 0) return
  family.made++
  if (mayDifferInRate(now, base) && ratesP(now, base) <= level) family.doubts.push({ family: 'rate', pair, now, base })
}
