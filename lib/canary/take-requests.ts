import type { CanaryRun } from './canary-state'
import { restartEvidence, startStep } from './evidence'
import { isForeignEdit, isMixed, isUntrusted, isVersionGone } from './hold-reason'
import type { CanaryObservation, PersonRequest } from './observation'
import { addOverride, change, command, enterPhase, enterPromotion, enterStep, rollBack } from './transitions'

const rememberedRequests = 100

/** Aborts, before anything else: to weight 0 from every state. Told twice it is done once; after the end it is answered so. */
export function takeAborts(run: CanaryRun, requests: readonly PersonRequest[]): CanaryRun {
  let next = run
  for (const request of requests) if (request.kind === 'abort' && !isAnswered(next, request)) next = takeAbort(next, request)
  return next
}

function takeAbort(run: CanaryRun, request: PersonRequest): CanaryRun {
  const { phase, at } = run.state
  if (phase.name === 'ended') return answer(run, request, true, `already ended: ${phase.outcome}`)
  if (phase.name === 'rolling_back') return answer(run, request, true, 'already rolling back')
  const text = `aborted by ${request.actor}${request.reason.trim() === '' ? '' : `: ${request.reason}`}`
  if (phase.name !== 'draft') return answer(rollBack(run, 'aborted', request.actor, text), request, true, 'rolling back to weight 0')
  const ended = enterPhase(run, { name: 'ended', since: at, outcome: 'aborted', text }, request.actor, text)
  return answer(command(ended, { kind: 'drop_lease' }, { kind: 'notify', event: 'ended', text }), request, true, 'ended before it began')
}

/** Everything else that people ask for, in their order; each is answered, accepted or refused with the reason. */
export function takeRequests(run: CanaryRun, observation: CanaryObservation): CanaryRun {
  let next = run
  for (const request of observation.requests)
    if (request.kind !== 'abort' && !isAnswered(next, request)) next = takeRequest(next, request, observation)
  return next
}

function takeRequest(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { phase } = run.state
  if (phase.name === 'ended') return answer(run, request, false, `already ended: ${phase.outcome}`)
  if (phase.name === 'rolling_back') return answer(run, request, false, 'it is rolling back; start a new canary afterwards')
  if (request.kind === 'pause')
    return answer(change(run, { paused: toPause(run, request) }), request, true, 'paused; weight and lease are kept')
  if (phase.name === 'draft' && request.kind !== 'resume') return answer(run, request, false, 'it has not started')
  switch (request.kind) {
    case 'resume':
      return resume(run, request, observation)
    case 'promote':
      return promote(run, request, observation)
    case 'jump':
      return jump(run, request, observation)
    case 'supersede':
      return answer(rollBack(run, 'superseded', request.actor, `superseded: ${request.reason}`), request, true, 'rolling back to weight 0')
    case 'adopt':
      return adopt(run, request, observation)
    case 'restore':
      return restore(run, request, observation)
    case 'abort':
      return run
  }
}

/** Asked again after a crash between storing and acting, a request is not done a second time. */
const isAnswered = ({ state }: CanaryRun, { id }: PersonRequest): boolean => state.answered.includes(id)

const answer = (run: CanaryRun, { id }: PersonRequest, accepted: boolean, text: string): CanaryRun =>
  command(change(run, { answered: [...run.state.answered, id].slice(-rememberedRequests) }), {
    kind: 'answer',
    requestId: id,
    accepted,
    text,
  })

const toPause = ({ state }: CanaryRun, { actor, reason }: PersonRequest) => state.paused ?? { actor, reason: reason.trim() }
const hasReason = ({ reason }: PersonRequest): boolean => reason.trim() !== ''

function override(run: CanaryRun, request: PersonRequest, what: string): CanaryRun {
  const noted = addOverride(run, { actor: request.actor, what, reason: request.reason })
  const { evidence, baseline } = noted.state
  const cleared = evidence.isWorse
    ? change(noted, { evidence: restartEvidence(evidence, baseline), verdict: 'unknown', hasShrunk: false })
    : noted
  return isUntrusted(cleared.state) ? change(cleared, { isTrustAccepted: true }) : cleared
}

function resume(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { state } = run
  if (state.paused) return answer(change(run, { paused: null }), request, true, 'resumed')
  if (state.evidence.isWorse || isUntrusted(state)) {
    if (!hasReason(request)) return answer(run, request, false, 'going on against the verdict needs a reason')
    return answer(override(run, request, 'resumed against the verdict'), request, true, 'resumed; the evidence begins anew')
  }
  const isWaiting =
    state.phase.name === 'held' && state.phase.cause === 'approval' && (state.traffic.kind !== 'weight' || isMixed(observation))
  if (!isWaiting) return answer(run, request, true, 'nothing is paused')
  const text = `approved by ${request.actor}`
  const noted = override(run, request, text)
  const isLast = state.step >= state.plan.parameters.steps.length - 1
  const next = isLast ? enterPromotion(noted, request.actor, text) : enterStep(noted, state.step + 1, request.actor, text)
  return answer(next, request, true, 'approved')
}

/** What forbids more weight, whoever asks. */
function findObstacle(run: CanaryRun, observation: CanaryObservation): string | null {
  const { state } = run
  if (isVersionGone(observation, 'canary')) return `${state.plan.version} has no healthy instance`
  if (isForeignEdit(state, observation) || observation.drift !== null) return 'the route has drifted: adopt or restore it first'
  return observation.lock && state.plan.overrideLock === null ? `${observation.lock.holder} acts on ${state.plan.service}` : null
}

function promote(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { state } = run
  if (state.goal === 'promotion') return answer(change(run, { paused: null }), request, true, 'already promoting')
  const isBeforeGate = state.phase.name === 'held' && state.phase.cause === 'gate'
  const isLast = state.step === state.plan.parameters.steps.length - 1
  const isEarned = state.verdict === 'not_worse' && isLast && !isBeforeGate && !isUntrusted(state)
  if (!isEarned && !hasReason(request)) return answer(run, request, false, 'promoting before "not worse" is shown needs a reason')
  const obstacle = findObstacle(run, observation)
  if (obstacle !== null) return answer(run, request, false, obstacle)
  const text = `promoted by ${request.actor}${hasReason(request) ? `: ${request.reason}` : ''}`
  const noted = isEarned ? run : override(run, request, `promoted at step ${state.step + 1} with verdict ${state.verdict}`)
  return answer(enterPromotion(change(noted, { paused: null }), request.actor, text), request, true, 'promoting to 100 %')
}

function jump(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { step } = request
  const { steps } = run.state.plan.parameters
  if (step === undefined || !Number.isInteger(step) || !steps[step])
    return answer(run, request, false, `there are ${steps.length} steps, from 0`)
  if (!hasReason(request)) return answer(run, request, false, 'a jump needs a reason')
  const obstacle = findObstacle(run, observation)
  if (obstacle !== null) return answer(run, request, false, obstacle)
  const text = `jumped to step ${step + 1} by ${request.actor}: ${request.reason}`
  const noted = override(run, request, `jumped from step ${run.state.step + 1} to ${step + 1}`)
  return answer(enterStep(change(noted, { paused: null }), step, request.actor, text), request, true, 'jumped')
}

function adopt(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { state } = run
  if (!isForeignEdit(state, observation)) {
    const text = observation.drift === null ? 'nothing has drifted' : 'a value in a proxy cannot be adopted: restore it, or jump to a step'
    return answer(run, request, false, text)
  }
  if (!hasReason(request)) return answer(run, request, false, 'adopting an edit needs a reason')
  const noted = addOverride(run, { actor: request.actor, what: `adopted an edit: ${observation.policy.words}`, reason: request.reason })
  const adopted = change(noted, {
    policyRevision: observation.policy.revision,
    inForceSince: null,
    stepEntry: state.stepEntry + 1,
    instancesSeen: [],
    evidence: startStep(state.evidence, state.baseline),
  })
  return answer(adopted, request, true, 'adopted; the step is shown anew')
}

function restore(run: CanaryRun, request: PersonRequest, observation: CanaryObservation): CanaryRun {
  const { state } = run
  if (!isForeignEdit(state, observation)) {
    if (observation.drift === null) return answer(run, request, false, 'nothing has drifted')
    const again = command(run, { kind: 'set_traffic', traffic: state.traffic, leaseUntil: state.leaseUntil })
    return answer(change(again, { trafficSince: state.at, inForceSince: null }), request, true, 'sent again')
  }
  if (!hasReason(request)) return answer(run, request, false, 'restoring the former policy needs a reason')
  const restored = command(run, { kind: 'restore_policy', toRevision: state.policyRevision, reason: request.reason })
  return answer(restored, request, true, 'the former policy is being restored')
}
