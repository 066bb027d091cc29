import type { CanaryParameters } from '@/lib/mesh/canary'
import type { Baseline } from './baseline'
import { addTick, evidenceVersion, type RunEvidence, restartEvidence, startEvidence, startStep } from './evidence'
import type { Tick } from './tick'

/** One tick as it was decided: the step it fell in, its weight (null = unjudged step), and why it did not count. */
export type DecidedTick = {
  tick: Tick
  step: number
  stepEntry: number
  restarts: number
  weightPercent: number | null
  leftOut: string | null
}

/**
 * The evidence that stored ticks lead to, byte for byte what the run had. Ticks in their order; `stepEntry` counts entries of a step, so that a step entered
 * again begins anew as it did then; so does `restarts`, of overrides. Throws when they were decided by another version of the code.
 */
export function replayEvidence(
  version: string,
  decided: readonly DecidedTick[],
  baseline: Baseline,
  parameters: CanaryParameters,
): RunEvidence {
  if (version !== evidenceVersion) throw new Error(`decided by "${version}", this is "${evidenceVersion}"`)
  let evidence = startEvidence(baseline)
  let entry: number | null = null
  for (const { tick, stepEntry, restarts, weightPercent, leftOut } of decided) {
    if (restarts !== evidence.restarts) evidence = restartEvidence(evidence, baseline)
    if (entry !== null && stepEntry !== entry) evidence = startStep(evidence, baseline)
    entry = stepEntry
    if (leftOut === null) evidence = addTick(evidence, tick, baseline, parameters, weightPercent)
  }
  return evidence
}
