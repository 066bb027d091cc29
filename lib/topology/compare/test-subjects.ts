import type { Difference } from '@/lib/mesh/comparison'
import { benjaminiHochberg } from './benjamini-hochberg'
import { type Counted, fisherP, mayDiffer, mayDifferInRate, type Paced, ratesP } from './exact-tests'
import type { Part } from './parts'
import { type Scatter, scatterOfRates, scatterOfShares } from './scatter'
import { chooseBounds, countSlowerThan } from './slower-bounds'
import type { Subject } from './subject'

/** Of what is told to differ, at most this share is expected to be chance. */
export const level = 0.05

/** A subject of both windows. now or base without counts stands for a quiet one: its proxies were read and counted nothing. */
export type Pair = { id: string; now: Subject; base: Subject }
type Family = 'errors' | 'latency' | 'rate'
/** p: as if counts were independent; temper: the p-value with what they scatter. */
type Test = {
  pair: Pair
  p: number
  temper(scatter: Scatter): number
  scatter(now: readonly Part[], base: readonly Part[]): Scatter
  tell: Tell
}
type Tell = Pick<Difference, 'kind' | 'test' | 'now' | 'base' | 'boundMs' | 'perSecond'>

/** Both windows of a pair in parts; asked once for all pairs that may differ. */
export type PartsOfPairs = (pairs: readonly Pair[]) => { now(pair: Pair): Part[]; base(pair: Pair): Part[] }

/**
 * What of each pair chance does not explain at 5 %, corrected by Benjamini and Hochberg over all pairs, each family by itself. Counts are divided by how they scatter
 * before they are tested, which only ever raises p: so it is measured only where the plain p could matter.
 */
export function testPairs(
  pairs: readonly Pair[],
  partsOf: PartsOfPairs,
): { differences: Map<string, Difference[]>; tested: Record<Family, number> } {
  const families: Record<Family, Test[]> = {
    errors: pairs.flatMap(errorTest),
    latency: pairs.flatMap(latencyTest),
    rate: pairs.flatMap(rateTest),
  }
  const doubtful = new Set(Object.values(families).flatMap((tests) => tests.filter(({ p }) => p <= level).map(({ pair }) => pair)))
  const parts = doubtful.size > 0 ? partsOf([...doubtful]) : null
  const differences = new Map<string, Difference[]>()
  for (const tests of Object.values(families)) {
    const scatters = tests.map(({ p, pair, scatter }) => (p <= level && parts ? scatter(parts.now(pair), parts.base(pair)) : null))
    const ps = tests.map((test, index) => {
      const scatter = scatters[index]
      return scatter ? test.temper(scatter) : test.p
    })
    const qs = benjaminiHochberg(ps)
    tests.forEach(({ pair, tell }, index) => {
      const [scatter, p, q] = [scatters[index], ps[index] ?? 1, qs[index] ?? 1]
      if (!scatter || q > level) return
      const { phi, isMeasured } = scatter
      differences.set(pair.id, [...(differences.get(pair.id) ?? []), { ...tell, p, q, phi, isDispersionMeasured: isMeasured }])
    })
  }
  return { differences, tested: { errors: families.errors.length, latency: families.latency.length, rate: families.rate.length } }
}

const shrunk = ({ hits, all }: Counted, phi: number): Counted => ({ hits: Math.round(hits / phi), all: Math.round(all / phi) })
const shareOf = ({ hits, all }: Counted): number => (all > 0 ? hits / all : 0)
const rateOf = ({ count, exposure }: Paced): number => (exposure > 0 ? count / exposure : 0)

/** 1 where it cannot be small: the exact one costs more than all the rest. */
const plainP = (now: Counted, base: Counted): number => (mayDiffer(now, base) ? fisherP(now, base) : 1)

function errorTest(pair: Pair): Test[] {
  const [now, base] = [pair.now.failures, pair.base.failures]
  if (!now || !base || now.all === 0 || base.all === 0) return []
  const difference = shareOf(now) - shareOf(base)
  return [
    {
      pair,
      p: plainP(now, base),
      temper: ({ phi }) => fisherP(shrunk(now, phi), shrunk(base, phi)),
      scatter: (...windows) => scatterOfShares(windows.map((parts) => parts.map(({ failures }) => failures))),
      tell: {
        kind: difference > 0 ? 'failing_more' : 'failing_less',
        test: 'fisher',
        now: shareOf(now),
        base: shareOf(base),
        perSecond: difference * rateOf(pair.now.pace),
      },
    },
  ]
}

/** The bound with the smallest p, times how many were looked at (Bonferroni): whatever hangs together between them, that is no less than the truth. */
function latencyTest(pair: Pair): Test[] {
  const bounds = chooseBounds([...pair.now.rows, ...pair.base.rows])
  if (bounds.length === 0) return []
  const [now, base] = [countSlowerThan(pair.now.rows, bounds), countSlowerThan(pair.base.rows, bounds)]
  if (now.all === 0 || base.all === 0) return []
  let best: { p: number; boundMs: number; now: Counted; base: Counted } | null = null
  bounds.forEach((boundMs, index) => {
    const of = { now: { hits: now.slower[index] ?? 0, all: now.all }, base: { hits: base.slower[index] ?? 0, all: base.all } }
    const p = plainP(of.now, of.base)
    if (!best || p < best.p) best = { p, boundMs, ...of }
  })
  return best ? [slowerTest(pair, best, bounds.length)] : []
}

function slowerTest(pair: Pair, best: { p: number; boundMs: number; now: Counted; base: Counted }, looked: number): Test {
  const difference = shareOf(best.now) - shareOf(best.base)
  return {
    pair,
    p: Math.min(1, best.p * looked),
    temper: ({ phi }) => Math.min(1, fisherP(shrunk(best.now, phi), shrunk(best.base, phi)) * looked),
    scatter: (...windows) => scatterOfShares(windows.map((parts) => parts.map(({ slower }) => slower(best.boundMs)))),
    tell: {
      kind: difference > 0 ? 'slower' : 'faster',
      test: 'fisher',
      now: shareOf(best.now),
      base: shareOf(best.base),
      boundMs: best.boundMs,
      perSecond: difference * rateOf(pair.now.pace),
    },
  }
}

function rateTest(pair: Pair): Test[] {
  const [now, base] = [pair.now.pace, pair.base.pace]
  if (now.exposure <= 0 || base.exposure <= 0) return []
  const difference = rateOf(now) - rateOf(base)
  const shrink = ({ count, exposure }: Paced, phi: number): Paced => ({ count: Math.round(count / phi), exposure })
  return [
    {
      pair,
      p: mayDifferInRate(now, base) ? ratesP(now, base) : 1,
      temper: ({ phi }) => ratesP(shrink(now, phi), shrink(base, phi)),
      scatter: (...windows) => scatterOfRates(windows.map((parts) => parts.map(({ pace }) => pace))),
      tell: {
        kind: base.count === 0 ? 'new' : now.count === 0 ? 'gone' : difference > 0 ? 'more' : 'less',
        test: 'binomial',
        now: rateOf(now),
        base: rateOf(base),
        perSecond: difference,
      },
    },
  ]
}
