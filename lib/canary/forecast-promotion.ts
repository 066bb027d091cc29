import type { CanaryParameters } from '@/lib/mesh/canary'
import type { Baseline } from './baseline'
import { addTick, startEvidence, startStep } from './evidence'
import { drawBinomial, seededRandom } from './seeded-random'
import type { StratumCounts, Tick } from './tick'
import { judge } from './verdict'

/** Seconds from the start to 100 % of a canary that is like the baseline. null: longer than the deadline. runs: how many were simulated. */
export type PromotionForecast = { medianSeconds: number | null; p90Seconds: number | null; runs: number }

/** Seconds from start to 100 % of one simulated run, Infinity: not before the deadline; ticks: what it cost. */
type PromotionRun = { seconds: number; ticks: number }

/**
 * Simulates equal canaries on the baseline's hour: ticks drawn from it, each request and error given to the canary by the step's weight. Same seed, same runs, one
 * after the other without end. Unjudged steps are left out, as people end them. Nothing without a clean tick. Cost of a run: its ticks, some 20 µs each.
 */
export function* drawPromotions(
  hour: readonly Tick[],
  baseline: Baseline,
  parameters: CanaryParameters,
  seed: number,
): Generator<PromotionRun, void> {
  const used = hour.filter((tick) => tick.dirty === null && tick.isComplete)
  if (used.length === 0) return
  const random = seededRandom(seed)
  for (;;) yield simulateRun(used, baseline, parameters, random)
}

/** Median and p90 of the seconds of some runs; null where there was none. */
export function summarisePromotions(drawn: readonly number[]): PromotionForecast | null {
  const seconds = [...drawn].sort((a, b) => a - b)
  const runs = seconds.length
  if (runs === 0) return null
  const at = (q: number): number | null => {
    const value = seconds[Math.min(runs - 1, Math.floor(q * runs))] ?? Number.POSITIVE_INFINITY
    return value === Number.POSITIVE_INFINITY ? null : value
  }
  return { medianSeconds: at(0.5), p90Seconds: at(0.9), runs }
}

/** The same in one go. */
export function forecastPromotion(
  hour: readonly Tick[],
  baseline: Baseline,
  parameters: CanaryParameters,
  seed: number,
  runs = 200,
): PromotionForecast | null {
  const seconds: number[] = []
  for (const run of drawPromotions(hour, baseline, parameters, seed)) if (seconds.push(run.seconds) >= runs) break
  return summarisePromotions(seconds)
}

function simulateRun(hour: readonly Tick[], baseline: Baseline, parameters: CanaryParameters, random: () => number): PromotionRun {
  const { steps, tickSeconds, warmUpSeconds, holdSeconds, deadlineSeconds } = parameters
  let evidence = startEvidence(baseline)
  let [seconds, ticks] = [0, 0]
  const never = { seconds: Number.POSITIVE_INFINITY }
  for (const step of steps) {
    if (step.kind !== 'weight') continue
    evidence = startStep(evidence, baseline)
    let onStep = Math.ceil(warmUpSeconds / tickSeconds) * tickSeconds
    while (onStep < holdSeconds || judge(evidence, baseline, parameters).verdict === 'unknown') {
      const tick = hour[Math.floor(random() * hour.length)]
      if (!tick || seconds + onStep >= deadlineSeconds) return { ...never, ticks }
      const strata = tick.strata.map((stratum) => thin(stratum, step.weightPercent / 100, random))
      evidence = addTick(evidence, { ...tick, strata }, baseline, parameters, step.weightPercent)
      ticks++
      if (evidence.isWorse) return { ...never, ticks }
      onStep += tickSeconds
    }
    seconds += onStep
  }
  return { seconds, ticks }
}

/** Gives each request of the baseline to the canary with the same chance, failed or not, slow or not. */
function thin(stratum: StratumCounts, share: number, random: () => number): StratumCounts {
  const xc = drawBinomial(stratum.xb, share, random)
  const nc = xc + drawBinomial(stratum.nb - stratum.xb, share, random)
  const { latency } = stratum
  if (!latency) return { caller: stratum.caller, nc, nb: stratum.nb - nc, xc, xb: stratum.xb - xc, latency: null }
  // From the slowest bound down: whoever is slower than it is slower than the one below.
  let [canary, slowerThan] = [0, 0]
  const slower = latency.slower.toReversed().map(({ boundMs, baseline }) => {
    canary += drawBinomial(Math.max(0, baseline - slowerThan), share, random)
    slowerThan = baseline
    return { boundMs, canary, baseline: baseline - canary }
  })
  const all = canary + drawBinomial(Math.max(0, latency.baseline - slowerThan), share, random)
  return {
    caller: stratum.caller,
    nc,
    nb: stratum.nb - nc,
    xc,
    xb: stratum.xb - xc,
    latency: { canary: all, baseline: latency.baseline - all, slower: slower.toReversed() },
  }
}
