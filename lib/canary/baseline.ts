import { type Dispersion, measureDispersion } from './dispersion'
import { inOrder, type Tick } from './tick'

/** Latency bounds that are judged are declared at the start, at these shares of slower baseline requests (about: the nearest bound of the proxies). */
const slowerShares: readonly number[] = [0.9, 0.75, 0.6, 0.45, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01]
const p95Slower = 0.05

/** What the baseline's last hour says, fixed at the start of a run: the judge of everything that comes after. */
export type Baseline = {
  /** Per caller, requests and errors of the hour. */
  history: Readonly<Record<string, { n: number; x: number }>>
  errors: Dispersion
  /** Ascending. slowerRatio: share of the hour's requests above the bound; null where the hour had no latency. */
  bounds: readonly { boundMs: number; dispersion: Dispersion; history: Readonly<Record<string, { n: number; x: number }>> }[]
  /** The bound on which "not slower" is to be shown: the first at or above the baseline's p95; null without latency. */
  promotionBoundMs: number | null
}

type Pair = { n: number; x: number }

/**
 * Reads the baseline's ticks before the start (nc = 0 in all of them, or ignored), at the run's tick length: dispersion per metric, the latency bounds to judge,
 * and the ratios that the first tick of the run is judged with. An empty list is allowed: φ = 2 and "dispersion not measured".
 */
export function readBaseline(ticks: readonly Tick[]): Baseline {
  const used = ticks.filter((tick) => tick.dirty === null && tick.isComplete)
  const errors = measureDispersion(used.map((tick) => sumPairs(tick.strata.map((stratum) => ({ n: stratum.nb, x: stratum.xb })))))
  const totals = boundTotals(used)
  const bounds = chooseBounds(totals).map((boundMs) => ({
    boundMs,
    dispersion: measureDispersion(used.map((tick) => slowerOf(tick, boundMs))),
    history: perCaller(used, (stratum) => slowerPair(stratum, boundMs)),
  }))
  const promotion = bounds.find(({ boundMs }) => ratioOf(totals, boundMs) <= p95Slower) ?? bounds.at(-1)
  return {
    history: perCaller(used, (stratum) => ({ n: stratum.nb, x: stratum.xb })),
    errors,
    bounds,
    promotionBoundMs: promotion?.boundMs ?? null,
  }
}

type Stratum = Tick['strata'][number]

function slowerPair(stratum: Stratum, boundMs: number): Pair {
  const slower = stratum.latency?.slower.find((count) => count.boundMs === boundMs)
  return slower ? { n: stratum.latency?.baseline ?? 0, x: slower.baseline } : { n: 0, x: 0 }
}

const slowerOf = (tick: Tick, boundMs: number): Pair => sumPairs(tick.strata.map((stratum) => slowerPair(stratum, boundMs)))

const sumPairs = (pairs: readonly Pair[]): Pair => pairs.reduce((sum, pair) => ({ n: sum.n + pair.n, x: sum.x + pair.x }), { n: 0, x: 0 })

function perCaller(ticks: readonly Tick[], read: (stratum: Stratum) => Pair): Record<string, Pair> {
  const sums: Record<string, Pair> = {}
  for (const tick of ticks)
    for (const stratum of inOrder(tick.strata)) sums[stratum.caller] = sumPairs([sums[stratum.caller] ?? { n: 0, x: 0 }, read(stratum)])
  return sums
}

function boundTotals(ticks: readonly Tick[]): Map<number, Pair> {
  const totals = new Map<number, Pair>()
  for (const tick of ticks)
    for (const { latency } of tick.strata)
      for (const { boundMs, baseline } of latency?.slower ?? []) {
        const sum = totals.get(boundMs) ?? { n: 0, x: 0 }
        totals.set(boundMs, { n: sum.n + (latency?.baseline ?? 0), x: sum.x + baseline })
      }
  return totals
}

const ratioOf = (totals: ReadonlyMap<number, Pair>, boundMs: number): number => {
  const total = totals.get(boundMs)
  return total && total.n > 0 ? total.x / total.n : 0
}

/** The nearest bound to each wanted share, among those passed by some requests and not by all. */
function chooseBounds(totals: ReadonlyMap<number, Pair>): number[] {
  const candidates = [...totals.keys()]
    .sort((a, b) => a - b)
    .map((boundMs) => ({ boundMs, ratio: ratioOf(totals, boundMs) }))
    .filter(({ ratio }) => ratio > 0 && ratio < 1)
  const chosen = new Set<number>()
  for (const share of slowerShares) {
    let best: { boundMs: number; ratio: number } | undefined
    for (const candidate of candidates) if (!best || distance(candidate.ratio, share) < distance(best.ratio, share)) best = candidate
    if (best) chosen.add(best.boundMs)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** In log odds, so that 1 % and 2 % are as far apart as 45 % and 62 %. */
const distance = (a: number, b: number): number => Math.abs(Math.log(a / (1 - a)) - Math.log(b / (1 - b)))
