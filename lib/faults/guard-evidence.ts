import { errorGrid, tickEvidenceLn } from '@/lib/canary/odds-evidence'
import type { Cell } from '@/lib/canary/tick'
import type { Fault, Guard, GuardCounts, GuardEvidence } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import { detectorLn, feedDetector, startDetector } from './change-detector'

/** One window of one proxy: requests to the guarded service that the fault may touch on their way, and those that it surely does not. */
export type GuardTick = { to: Millis; reached: GuardCounts; unreached: GuardCounts }
/** What was seen before the start: counts, and how far they scatter beyond independent ones. */
export type GuardBase = Pick<GuardEvidence, 'before' | 'phi' | 'isDispersionMeasured'>

/** Of a whole fault, shared by its guards. */
export const guardAlpha = 0.01
const recentMs = 30_000
/** Half of the weight is on harm from the start, the rest on harm that begins later. */
const startMass = 0.5
const unknownBase: GuardBase = { before: null, phi: 2, isDispersionMeasured: false }
const none: GuardCounts = { requests: 0, failures: 0 }

export const startGuardEvidence = (base: GuardBase = unknownBase): GuardEvidence => ({
  ...base,
  reached: none,
  unreached: none,
  recent: [],
  all: startDetector(),
  arm: startDetector(),
  worse: startDetector(),
})

/** The evidence after one tick; same ticks in the same order, same numbers. */
export function addGuardTick(
  evidence: GuardEvidence,
  tick: GuardTick,
  guard: Guard,
  fault: Pick<Fault, 'at' | 'durationSeconds'>,
): GuardEvidence {
  const { reached, unreached, phi } = evidence
  const both = sum(tick.reached, tick.unreached)
  if (both.requests === 0) return evidence
  const mass = startMass + (1 - startMass) * Math.min(1, Math.max(0, (tick.to - fault.at) / (fault.durationSeconds * 1000)))
  const tempered = (lnEs: readonly number[]): number[] => lnEs.map((lnE) => lnE / phi)
  const past = toCell(reached, unreached)
  const cell = toCell(tick.reached, tick.unreached)
  return {
    ...evidence,
    reached: sum(reached, tick.reached),
    unreached: sum(unreached, tick.unreached),
    recent: [...evidence.recent.filter(({ to }) => to > tick.to - recentMs), { to: tick.to, ...both }],
    all: feedDetector(evidence.all, tempered(errorGrid.map((psi) => aboveLn(both, boundOf(guard), psi))), mass),
    arm: feedDetector(evidence.arm, tempered(errorGrid.map((psi) => aboveLn(tick.reached, boundOf(guard), psi))), mass),
    worse: feedDetector(evidence.worse, tempered(errorGrid.map((psi) => tickEvidenceLn(cell, past, psi))), mass),
  }
}

/** The share of failed (or too slow) requests that is still in order: a p95 within its bound leaves 5 % above it. */
export const boundOf = ({ metric, above }: Guard): number => (metric === 'errorRatio' ? above : metric === 'p95' ? 0.05 : 0.01)

/**
 * ln e(ψ) against "the share of failures is at most `bound`": x·ln(q/p) + (n−x)·ln((1−q)/(1−p)) with p = bound and q at odds ratio ψ above it. E[e] rises with the
 * true share and is 1 at the bound, so it is ≤ 1 below. A bound of 0 is passed by the first failure, one of 1 by none.
 */
export function aboveLn({ requests, failures }: GuardCounts, bound: number, psi: number): number {
  if (bound >= 1) return 0
  if (bound <= 0) return failures > 0 ? certainLn : 0
  const q = (bound * psi) / (1 - bound + bound * psi)
  return failures * Math.log(q / bound) + (requests - failures) * Math.log((1 - q) / (1 - bound))
}

const certainLn = 1e5

/** What ln E must reach with so many guards: each may trip by all of its requests, or by those that the fault reaches. */
export const stopLn = (guards: number): number => Math.log((2 * Math.max(1, guards)) / guardAlpha)

/** How far the evidence has come: by all of its requests, or by those the fault reaches beside those it does not (then both must be shown). */
export function evidenceLn({ all, arm, worse, unreached }: GuardEvidence): { allLn: number; armLn: number } {
  return { allLn: detectorLn(all), armLn: unreached.requests > 0 ? Math.min(detectorLn(arm), detectorLn(worse)) : Number.NEGATIVE_INFINITY }
}

const sum = (a: GuardCounts, b: GuardCounts): GuardCounts => ({ requests: a.requests + b.requests, failures: a.failures + b.failures })
const toCell = (reached: GuardCounts, unreached: GuardCounts): Cell => ({
  nc: reached.requests,
  nb: unreached.requests,
  xc: reached.failures,
  xb: unreached.failures,
})
