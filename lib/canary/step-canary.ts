import type { Millis } from '@/lib/mesh/names'
import { observedSplit } from '@/lib/routing/observed-split'
import { type CanaryCommand, type CanaryRun, type CanaryState, noTraffic, weightOf } from './canary-state'
import { findHoldReason, isUntrusted, isVersionGone, laggardAfterMs } from './hold-reason'
import { nameSome, type Proof, proveInForce } from './in-force'
import type { CanaryObservation } from './observation'
import { findPreflightProblems } from './preflight'
import { takeAborts, takeRequests } from './take-requests'
import { takeTicks } from './take-ticks'
import {
  alert,
  calm,
  change,
  command,
  enterPhase,
  enterPromotion,
  enterStep,
  hold,
  rollBack,
  setTraffic,
  trafficText,
  unhold,
} from './transitions'
import { judge } from './verdict'

/** How long proxies keep leased values without a renewal: the TTL of the leased layer. */
const layerTtlMs = 15_000
/** After this long without one caller proxy nothing leased is left in any: TTL and grace. */
const ownClockMs = 25_000
const alertedCauses: readonly string[] = ['blind', 'not_in_force', 'drift', 'unhealthy_version', 'untrusted']

/**
 * One step of a canary's life: draft → applying → watching ⇄ held → … → promoting | rolling_back → ended. Pure, and idempotent: the same observation again
 * commands nothing new. Order of precedence: abort > lease lost > WORSE > (deadline) > foreign edit > BLIND > not in force > NOT WORSE > UNKNOWN.
 * now: ms; a clock that went back is taken as standing still. The state is to be stored before its commands are applied.
 */
export function stepCanary(before: CanaryState, observation: CanaryObservation, now: Millis): CanaryRun {
  let run: CanaryRun = { state: { ...before, at: Math.max(before.at, now) }, commands: [] }
  run = takeAborts(run, observation.requests)
  run = revertLostLease(run, observation)
  run = noteProof(run, observation)
  run = takeTicks(run, observation)
  run = actOnWorse(run, observation)
  run = actOnDeadline(run, observation)
  run = takeRequests(run, observation)
  run = actOnRefusal(run, observation)
  run = settle(run, observation)
  return renewLease(run)
}

/** After a restart in mid-step: what the stored state asks for, to be applied again before anything else. All of it may be done twice. */
export function resumeCommands(state: CanaryState): CanaryCommand[] {
  if (state.phase.name === 'draft' || state.phase.name === 'ended') return []
  const again: CanaryCommand = { kind: 'set_traffic', traffic: state.traffic, leaseUntil: state.leaseUntil }
  return state.phase.name === 'rolling_back' ? [again, { kind: 'write_policy', weightPercent: 0, reason: state.phase.text }] : [again]
}

const isUnderWay = ({ phase }: CanaryState): boolean => phase.name !== 'draft' && phase.name !== 'rolling_back' && phase.name !== 'ended'

function renewLease(run: CanaryRun): CanaryRun {
  const { phase, at, plan } = run.state
  return phase.name === 'ended' ? run : change(run, { leaseUntil: at + plan.parameters.leaseSeconds * 1000 })
}

function revertLostLease(run: CanaryRun, { renewedAt, lapsedMs = null }: CanaryObservation): CanaryRun {
  const { state } = run
  if (!isUnderWay(state)) return run
  const awayMs = lapsedMs ?? state.at - Math.max(renewedAt ?? 0, state.trafficSince)
  if (lapsedMs === null && awayMs <= layerTtlMs && state.at <= state.leaseUntil) return run
  const away = `Outrider did not renew its lease for ${Math.round(awayMs / 1000)} s`
  if (state.plan.parameters.onLeaseLost === 'revert')
    return rollBack(run, 'expired', 'lease', `${away}: the proxies went back to ${state.plan.baseline} by themselves`)
  const again: CanaryCommand = { kind: 'set_traffic', traffic: state.traffic, leaseUntil: state.leaseUntil }
  const isKept = state.traffic.kind === 'weight'
  const text = isKept
    ? `${away}: the proxies kept ${trafficText(state.traffic)}, as the plan says`
    : `${away}: the proxies ended ${trafficText(state.traffic)}, which is asked for again`
  return command(change(run, { inForceSince: null }), again, {
    kind: 'record',
    from: state.phase.name,
    to: state.phase.name,
    actor: 'lease',
    text,
  })
}

function noteProof(run: CanaryRun, { proxies, policy }: CanaryObservation): CanaryRun {
  const { since } = proveInForce(run.state, proxies)
  const inForceSince = since === null ? null : (run.state.inForceSince ?? since)
  const isNew = run.state.inForceSince === null
  return change(run, {
    inForceSince,
    split: isNew ? { canary: 0, baseline: 0 } : run.state.split,
    policyRevision: policy.isOwn ? policy.revision : run.state.policyRevision,
  })
}

function actOnWorse(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  const { state } = run
  if (!state.evidence.isWorse || !isUnderWay(state) || isUntrusted(state) || isVersionGone(observation, 'baseline')) return run
  const { onWorse } = state.plan.parameters
  const { sentence } = judge(state.evidence, state.baseline, state.plan.parameters)
  const former = state.plan.parameters.steps[state.step - 1]
  if (onWorse === 'rollback' || (onWorse === 'shrink' && !state.hasShrunk && former?.kind !== 'weight'))
    return rollBack(run, 'rolled_back', 'canary', sentence)
  if (onWorse === 'hold' || state.hasShrunk) return run
  return enterStep(change(run, { hasShrunk: true }), state.step - 1, 'canary', `${sentence}; back to the step before`)
}

function actOnDeadline(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  const { state } = run
  const { deadlineSeconds, onDeadline } = state.plan.parameters
  if (state.goal === 'promotion' || state.startedAt === null || state.at - state.startedAt < deadlineSeconds * 1000) return run
  const text = `inconclusive after ${Math.round(deadlineSeconds / 60)} min: neither harm nor its absence was shown`
  if (!isUnderWay(state) || onDeadline === 'hold' || isVersionGone(observation, 'baseline')) return run
  return rollBack(run, 'inconclusive', 'canary', text)
}

/** A refusal parks the new version of the route on that proxy: the former one stays there, and everything goes back. */
function actOnRefusal(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  const { refusals } = proveInForce(run.state, observation.proxies)
  if (refusals.length === 0 || !isUnderWay(run.state) || isVersionGone(observation, 'baseline')) return run
  return rollBack(run, 'rolled_back', 'canary', nameSome(refusals))
}

function settle(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  switch (run.state.phase.name) {
    case 'draft':
      return settleDraft(run, observation)
    case 'rolling_back':
      return settleRollback(run, observation)
    case 'ended':
      return run
    default:
      return settleUnderWay(run, observation)
  }
}

function settleDraft(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  const { plan, policyRevision, at, phase, paused } = run.state
  const problems = findPreflightProblems(plan, policyRevision, observation)
  if (paused) problems.push(`paused by ${paused.actor}`)
  if (problems.length > 0 && at - phase.since >= plan.parameters.deadlineSeconds * 1000)
    return end(run, 'inconclusive', `could not start: ${problems.join('; ')}`)
  if (problems.length > 0) return change(run, { phase: { name: 'draft', since: phase.since, problems } })
  const started = command(change(run, { startedAt: at }), {
    kind: 'notify',
    event: 'started',
    text: `${plan.service} ${plan.version}: ${plan.reason}`,
  })
  return enterStep(started, 0, plan.actor, `started by ${plan.actor}`)
}

function settleUnderWay(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  if (!observation.canaryExists && !isVersionGone(observation, 'baseline'))
    return rollBack(run, 'inconclusive', 'canary', `${run.state.plan.version} is no longer in the mesh`)
  const proof = proveInForce(run.state, observation.proxies)
  const reason = findHoldReason(run.state, observation, proof) ?? holdOnDeadline(run.state)
  const told = tellCause(run, reason?.cause ?? null, reason?.text ?? '')
  if (!reason) return advance(unhold(tellSplit(told)), proof)
  if (reason.cause === 'blind' && run.state.plan.parameters.onBlind === 'rollback')
    return rollBack(told, 'inconclusive', 'canary', `blind: ${reason.text}`)
  const zeroed = isVersionGone(observation, 'canary') ? setTraffic(told, noTraffic) : told
  return hold(change(zeroed, { verdict: reason.cause === 'blind' ? 'blind' : zeroed.state.verdict }), reason)
}

function holdOnDeadline(state: CanaryState) {
  const { deadlineSeconds, onDeadline } = state.plan.parameters
  const isOver = state.startedAt !== null && state.at - state.startedAt >= deadlineSeconds * 1000
  if (!isOver || onDeadline !== 'hold' || state.goal === 'promotion') return null
  return { cause: 'approval', text: 'its deadline has passed', exit: 'promote with a reason, or abort' } as const
}

/** Alerts a grave cause once, and forgets those that are over. */
function tellCause(run: CanaryRun, cause: string | null, text: string): CanaryRun {
  let next = run
  for (const each of alertedCauses) if (each !== cause) next = calm(next, each)
  return cause !== null && alertedCauses.includes(cause) ? alert(next, cause, text) : next
}

/** Layer four of the proof: traffic that disagrees with its weight is an alarm, not a verdict. */
function tellSplit(run: CanaryRun): CanaryRun {
  const { split, traffic } = run.state
  const weight = weightOf(traffic)
  if (weight === 0 || weight === 100) return run
  const weights = new Map([
    ['canary', weight],
    ['baseline', 100 - weight],
  ])
  const verdict = observedSplit(weights, new Map(Object.entries(split)))
  if (verdict === 'agrees') return calm(run, 'split')
  if (verdict === 'too_few') return run
  const percent = Math.round((1000 * split.canary) / (split.canary + split.baseline)) / 10
  return alert(run, 'split', `the canary gets ${percent} % of the requests where ${weight} % was asked for`)
}

/** Only "not worse", shown in this step on traffic of this step, goes on to more weight. */
function advance(run: CanaryRun, proof: Proof): CanaryRun {
  const { state } = run
  if (state.goal === 'promotion') return settlePromotion(run, proof)
  const { parameters } = state.plan
  const isHeldLongEnough = state.inForceSince !== null && state.at - state.inForceSince >= parameters.holdSeconds * 1000
  if (state.phase.name !== 'watching' || !isHeldLongEnough || state.verdict !== 'not_worse') return run
  const { sentence } = judge(state.evidence, state.baseline, parameters)
  const isLast = state.step >= parameters.steps.length - 1
  return isLast ? enterPromotion(run, 'canary', sentence) : enterStep(run, state.step + 1, 'canary', sentence)
}

function settlePromotion(run: CanaryRun, proof: Proof): CanaryRun {
  const { state } = run
  if (state.inForceSince !== null && weightOf(state.traffic) === 100) {
    const text = `${state.plan.version} has all of the traffic, proved on every caller proxy`
    const written = command(run, { kind: 'write_policy', weightPercent: 100, reason: text })
    return end(change(written, { warmOldUntil: state.at + state.plan.parameters.warmOldSeconds * 1000 }), 'promoted', text)
  }
  if (state.at - state.trafficSince < laggardAfterMs) return run
  return alert(run, 'promotion_not_proved', `100 % is not in force on ${nameSome(proof.laggards)}`)
}

/** Ended only when weight 0 is proved on every caller proxy; until then it keeps trying, and says where it does not know. */
function settleRollback(run: CanaryRun, { proxies }: CanaryObservation): CanaryRun {
  const { state } = run
  const { phase } = state
  if (phase.name !== 'rolling_back') return run
  const { since, laggards } = proveInForce(state, proxies)
  const isOutOfSight = proxies.length === 0 && state.at - phase.since > ownClockMs
  if (since !== null || isOutOfSight) return end(run, phase.outcome, phase.text)
  const waiting = change(run, { phase: { ...phase, laggards } })
  if (state.at - phase.since < laggardAfterMs) return waiting
  return alert(waiting, 'rollback_not_proved', `weight 0 is not proved on ${nameSome(laggards)}`)
}

function end(run: CanaryRun, outcome: Extract<CanaryState['phase'], { name: 'ended' }>['outcome'], text: string): CanaryRun {
  const ended = enterPhase(run, { name: 'ended', since: run.state.at, outcome, text }, 'canary', text)
  return command(ended, { kind: 'drop_lease' }, { kind: 'notify', event: 'ended', text: `${outcome}: ${text}` })
}
