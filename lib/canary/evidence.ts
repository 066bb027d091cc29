import type { CanaryParameters } from '@/lib/mesh/canary'
import type { Baseline } from './baseline'
import { lnMean, lnMixture } from './mixture'
import { notWorseLn, pooledTheta, widenMargin } from './not-worse'
import { errorGrid, latencyGrid, oddsEvidenceLn, slowerEvidenceLn, tickEvidenceLn } from './odds-evidence'
import { type Cell, inOrder, type StratumCounts, type Tick } from './tick'

/** Of this code: a stored decision names it, so that a replay by other code is known as such. */
export const evidenceVersion = 'canary-evidence 1'

/** Σ_t ln e_t(ψ_k) over the grid, what each caller has counted so far, and both arms over all callers. Plain numbers: may be stored as JSON. */
export type Sums = { sums: readonly number[]; past: Readonly<Record<string, Cell>>; total: Cell }
export type BoundSums = Sums & { boundMs: number }

/** Everything a run has learned. Restarted by an override (`restarts` counts); `step` restarts at each step. */
export type RunEvidence = {
  version: string
  errors: Sums
  latency: readonly BoundSums[]
  /** A/A between two halves of the baseline's instances, in both directions. */
  halves: { forward: readonly number[]; backward: readonly number[]; hasAlarmed: boolean }
  /** Σ_t ln e_t of "not worse by Δ" in this step, already divided by φ; ticks and canary requests that counted in it. */
  step: { errors: number; latency: number | null; ticks: number; canaryRequests: number }
  ticks: number
  /** The highest ln E of any harm so far: the anytime p-value is exp(−peakLn). */
  peakLn: number
  isWorse: boolean
  restarts: number
}

const emptyCell: Cell = { nc: 0, nb: 0, xc: 0, xb: 0 }
const emptySums = (grid: readonly number[]): Sums => ({ sums: grid.map(() => 0), past: {}, total: emptyCell })

/** E = 1 everywhere. */
export function startEvidence(baseline: Baseline): RunEvidence {
  return {
    version: evidenceVersion,
    errors: emptySums(errorGrid),
    latency: baseline.bounds.map(({ boundMs }) => ({ boundMs, ...emptySums(latencyGrid) })),
    halves: { forward: errorGrid.map(() => 0), backward: errorGrid.map(() => 0), hasAlarmed: false },
    step: emptyStep(baseline),
    ticks: 0,
    peakLn: 0,
    isWorse: false,
    restarts: 0,
  }
}

const emptyStep = (baseline: Baseline): RunEvidence['step'] => ({
  errors: 0,
  latency: baseline.promotionBoundMs === null ? null : 0,
  ticks: 0,
  canaryRequests: 0,
})

/** The same run at its next step: "not worse" has to be shown anew, "worse" runs on. */
export const startStep = (evidence: RunEvidence, baseline: Baseline): RunEvidence => ({ ...evidence, step: emptyStep(baseline) })

/** A person overrode the verdict: the run begins at E = 1 again, which spends α once more; the count is shown. */
export const restartEvidence = (evidence: RunEvidence, baseline: Baseline): RunEvidence => ({
  ...startEvidence(baseline),
  halves: evidence.halves,
  restarts: evidence.restarts + 1,
})

/**
 * The evidence after one clean tick. Same integers in the same order give the same numbers, bit for bit: strata are summed by caller's name, grids in their
 * order, nothing is random. What the tick is judged with (θ, the form of the test) comes from before it. weightPercent: the step's, null on an unjudged step.
 */
export function addTick(
  evidence: RunEvidence,
  tick: Tick,
  baseline: Baseline,
  parameters: CanaryParameters,
  weightPercent: number | null,
): RunEvidence {
  const strata = inOrder(tick.strata)
  const cells = new Map(strata.map((stratum) => [stratum.caller, stratum]))
  const latency = evidence.latency.map((bound) => ({
    ...addCells(bound, slowerCells(strata, bound.boundMs), latencyGrid, slowerEvidenceLn),
    boundMs: bound.boundMs,
  }))
  const halves = addHalves(evidence, strata, baseline, parameters)
  const next: RunEvidence = {
    ...evidence,
    errors: addCells(evidence.errors, cells, errorGrid, tickEvidenceLn),
    latency,
    halves,
    step: weightPercent === null ? evidence.step : addToStep(evidence, strata, baseline, parameters, weightPercent),
    ticks: evidence.ticks + 1,
  }
  const harmLn = anyHarmLn(next, baseline)
  return { ...next, peakLn: Math.max(evidence.peakLn, harmLn), isWorse: evidence.isWorse || harmLn >= -Math.log(parameters.alpha) }
}

/** Cells of "slower than this bound", by caller; callers whose proxies do not have the bound are absent. */
function slowerCells(strata: readonly StratumCounts[], boundMs: number): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  for (const { caller, latency } of strata) {
    const slower = latency?.slower.find((count) => count.boundMs === boundMs)
    if (latency && slower) cells.set(caller, { nc: latency.canary, nb: latency.baseline, xc: slower.canary, xb: slower.baseline })
  }
  return cells
}

function addCells(before: Sums, cells: ReadonlyMap<string, Cell>, grid: readonly number[], lnOf: typeof tickEvidenceLn): Sums {
  const sums = [...before.sums]
  const past: Record<string, Cell> = { ...before.past }
  let total = before.total
  for (const [caller, cell] of cells) {
    const known = past[caller] ?? emptyCell
    for (const [k, psi] of grid.entries()) sums[k] = (sums[k] ?? 0) + lnOf(cell, known, psi)
    past[caller] = sumCells(known, cell)
    total = sumCells(total, cell)
  }
  return { sums, past, total }
}

export const sumCells = (a: Cell, b: Cell): Cell => ({ nc: a.nc + b.nc, nb: a.nb + b.nb, xc: a.xc + b.xc, xb: a.xb + b.xb })

function addHalves(evidence: RunEvidence, strata: readonly StratumCounts[], baseline: Baseline, { alpha }: CanaryParameters) {
  const forward = [...evidence.halves.forward]
  const backward = [...evidence.halves.backward]
  for (const { halves } of strata) {
    if (!halves) continue
    const swapped: Cell = { nc: halves.nb, nb: halves.nc, xc: halves.xb, xb: halves.xc }
    for (const [k, psi] of errorGrid.entries()) {
      forward[k] = (forward[k] ?? 0) + oddsEvidenceLn(halves, psi)
      backward[k] = (backward[k] ?? 0) + oddsEvidenceLn(swapped, psi)
    }
  }
  const ln = lnMean([lnMixture(forward, baseline.errors.phi), lnMixture(backward, baseline.errors.phi)])
  return { forward, backward, hasAlarmed: evidence.halves.hasAlarmed || ln >= -Math.log(alpha) }
}

function addToStep(
  { step, errors, latency }: RunEvidence,
  strata: readonly StratumCounts[],
  baseline: Baseline,
  parameters: CanaryParameters,
  weightPercent: number,
): RunEvidence['step'] {
  const bound = baseline.bounds.find(({ boundMs }) => boundMs === baseline.promotionBoundMs)
  const slower = latency.find(({ boundMs }) => boundMs === baseline.promotionBoundMs)
  const sumOf = (cells: ReadonlyMap<string, Cell>, past: Sums['past'], history: Baseline['history'], margin: number): number => {
    let sum = 0
    for (const [caller, cell] of cells) {
      const theta = pooledTheta(past[caller] ?? emptyCell, history[caller] ?? null)
      if (theta !== null) sum += notWorseLn(cell, theta, theta, widenMargin(margin, weightPercent))
    }
    return sum
  }
  const errorCells = new Map(strata.map((stratum) => [stratum.caller, stratum]))
  const errorsLn = sumOf(errorCells, errors.past, baseline.history, parameters.marginErrors)
  const latencyLn =
    bound && slower
      ? sumOf(slowerCells(strata, bound.boundMs), slower.past, bound.history, parameters.marginLatency) / bound.dispersion.phi
      : 0
  return {
    errors: step.errors + errorsLn / baseline.errors.phi,
    latency: step.latency === null ? null : step.latency + latencyLn,
    ticks: step.ticks + 1,
    canaryRequests: step.canaryRequests + strata.reduce((sum, { nc }) => sum + nc, 0),
  }
}

/** ln E of "the canary fails more". */
export const errorsLn = (evidence: RunEvidence, baseline: Baseline): number => lnMixture(evidence.errors.sums, baseline.errors.phi)

/** ln E of "the canary is slower" per declared bound, in the bounds' order. */
export const boundsLn = (evidence: RunEvidence, baseline: Baseline): number[] =>
  evidence.latency.map(({ sums }, index) => lnMixture(sums, baseline.bounds[index]?.dispersion.phi ?? 1))

/** Shares of α: half for errors and half for latency, all for errors where no latency is measured. */
export const metricWeights = (baseline: Baseline): { errors: number; latency: number } =>
  baseline.bounds.length > 0 ? { errors: 0.5, latency: 0.5 } : { errors: 1, latency: 0 }

/** ln E of any harm: the weighted mean of the E-values of errors and latency; the latter is the mean over bounds, so that nothing is lost to many bounds. */
export function anyHarmLn(evidence: RunEvidence, baseline: Baseline): number {
  const weights = metricWeights(baseline)
  if (weights.latency === 0) return errorsLn(evidence, baseline)
  return lnMean([errorsLn(evidence, baseline), lnMean(boundsLn(evidence, baseline))], [weights.errors, weights.latency])
}
