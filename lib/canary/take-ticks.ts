import { addAside } from './aside'
import type { CanaryRun, CanaryState } from './canary-state'
import { addTick, anyHarmLn, boundsLn, errorsLn, evidenceVersion } from './evidence'
import type { CanaryObservation } from './observation'
import { findUnsound, type Tick } from './tick'
import { change, command } from './transitions'
import { judge } from './verdict'

const recentTicks = 4

/**
 * Decides every tick that is not decided yet: counted, or left out with the reason; either way it is stored for replay. A tick that overlaps a decided one is
 * a duplicate or late, and ignored: what is decided never reopens.
 */
export function takeTicks(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  const { name } = run.state.phase
  if (name === 'draft' || name === 'rolling_back' || name === 'ended') return run
  let next = run
  for (const tick of [...observation.ticks].sort((a, b) => a.from - b.from)) {
    if (next.state.decidedUntil !== null && tick.from < next.state.decidedUntil) continue
    next = takeTick(next, tick, observation)
  }
  const { evidence, baseline, plan } = next.state
  return change(next, { verdict: judge(evidence, baseline, plan.parameters).verdict })
}

function takeTick(run: CanaryRun, tick: Tick, observation: CanaryObservation): CanaryRun {
  const { state } = run
  const { traffic, baseline, plan, step, stepEntry } = state
  const flaw = findFlaw(state, tick, observation)
  const leftOut = flaw ?? findReasonToLeaveOut(state, observation)
  const weightPercent = traffic.kind === 'weight' && traffic.weightPercent < 100 ? traffic.weightPercent : null
  const evidence = leftOut === null ? addTick(state.evidence, tick, baseline, plan.parameters, weightPercent) : state.evidence
  const decided = { tick, step, stepEntry, restarts: state.evidence.restarts, weightPercent, leftOut }
  const until = Math.min(tick.to, state.at)
  const next = change(run, {
    evidence,
    ...(flaw === null && traffic.kind !== 'weight' && { aside: addAside(state.aside, tick.strata) }),
    decidedUntil: Math.max(state.decidedUntil ?? until, until),
    completeUntil: tick.isComplete ? Math.max(state.completeUntil ?? until, until) : state.completeUntil,
    ...(leftOut === null && {
      split: { canary: state.split.canary + sumOf(tick, 'nc'), baseline: state.split.baseline + sumOf(tick, 'nb') },
      instancesSeen: [...new Set([...state.instancesSeen, ...tick.instances])].sort(),
      recentBaseline: [...state.recentBaseline, { n: sumOf(tick, 'nb'), x: sumOf(tick, 'xb') }].slice(-recentTicks),
    }),
  })
  return command(next, {
    kind: 'store_tick',
    decided,
    harmLn: anyHarmLn(evidence, baseline),
    errorsLn: errorsLn(evidence, baseline),
    boundsLn: boundsLn(evidence, baseline),
    notWorseLn: { errors: evidence.step.errors, latency: evidence.step.latency },
    version: evidenceVersion,
  })
}

const sumOf = (tick: Tick, count: 'nc' | 'nb' | 'xb'): number => tick.strata.reduce((sum, stratum) => sum + stratum[count], 0)

/** A sound tick of a step that is not judged, or no longer. */
function findReasonToLeaveOut({ evidence, traffic }: CanaryState, { unsplitRules = [] }: CanaryObservation): string | null {
  if (evidence.isWorse) return 'the verdict is fixed'
  if (traffic.kind !== 'weight') return traffic.kind === 'mirror' ? 'copies are never judged' : 'no simultaneous control'
  if (unsplitRules.length > 0) return `requests of ${unsplitRules.join(', ')} are counted with it`
  return traffic.weightPercent === 0 ? 'the canary has weight 0' : null
}

/** Counts mean something only from the moment when the traffic is proved in force, and its warm-up is over. */
function findFlaw(state: CanaryState, tick: Tick, observation: CanaryObservation): string | null {
  const unsound = findUnsound(tick) ?? tick.dirty
  if (unsound !== null) return unsound
  if (tick.to > state.at) return 'it ends in the future'
  if (!tick.isComplete) return 'too few proxies answered'
  if (state.inForceSince === null) return `${state.traffic.kind === 'weight' ? 'the weight' : 'the step'} is not in force`
  if (tick.from < state.inForceSince) return 'it began before the weight was in force'
  if (tick.from < state.inForceSince + state.plan.parameters.warmUpSeconds * 1000) return 'warm-up'
  return observation.lock ? `${observation.lock.holder} acts on the route` : null
}
