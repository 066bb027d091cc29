import { asideSentence } from './aside-sentence'
import type { CanaryState, Hold } from './canary-state'
import { isSameTraffic, nameSome, type Proof } from './in-force'
import type { CanaryObservation } from './observation'
import { goalTraffic, trafficText } from './transitions'
import { judge } from './verdict'

export type HoldReason = Omit<Hold, 'since'>

/** A proxy may take this long to load a step before it is called a laggard. */
export const laggardAfterMs = 30_000
const answeringShare = 0.8
const failingRatio = 0.05
const failingErrors = 5

/** No caller sees a healthy instance of it, or the mesh no longer has it. Unknown while no proxy answers. */
export function isVersionGone(observation: CanaryObservation, which: 'canary' | 'baseline'): boolean {
  if (!(which === 'canary' ? observation.canaryExists : observation.baselineExists)) return true
  const answering = observation.proxies.filter((proxy) => proxy.answers)
  return answering.length > 0 && answering.every((proxy) => (which === 'canary' ? proxy.canaryHealthy : proxy.baselineHealthy) <= 0)
}

/**
 * Why the canary may not go on now, the gravest cause first; null when nothing holds it. Derived anew from state and observation at each step, so a hold ends by
 * itself when its cause does.
 */
export function findHoldReason(state: CanaryState, observation: CanaryObservation, proof: Proof): HoldReason | null {
  return (
    holdOnWorse(state, observation) ??
    holdOnDrift(state, observation) ??
    holdOnHealth(state, observation) ??
    (state.goal === 'promotion' ? null : (holdOnBlindness(state, observation) ?? holdOnLaggards(state, observation, proof))) ??
    holdOnPeople(state, observation) ??
    (state.goal === 'promotion' ? null : holdOnVerdict(state, observation))
  )
}

/** False while the weight is 0 for want of an instance. */
const isAsked = (state: CanaryState): boolean => isSameTraffic(state.traffic, goalTraffic(state))

function holdOnWorse(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  if (!state.evidence.isWorse) return null
  const { sentence } = judge(state.evidence, state.baseline, state.plan.parameters)
  const exit = 'abort it, or resume or promote with a reason, which begins the evidence anew'
  if (isUntrusted(state))
    return { cause: 'untrusted', text: `${sentence}; the A/A test alarmed too, so this does not roll back by itself`, exit }
  if (isVersionGone(observation, 'baseline'))
    return { cause: 'unhealthy_version', text: `${sentence}; ${state.plan.baseline} has no healthy instance to go back to`, exit }
  return { cause: 'approval', text: sentence, exit }
}

/** Its counts are no fair comparison: other rules send requests to its versions too, say those of testers. */
export const isMixed = ({ unsplitRules = [] }: CanaryObservation): boolean => unsplitRules.length > 0

export const isUntrusted = ({ evidence, isTrustAccepted }: CanaryState): boolean => evidence.halves.hasAlarmed && !isTrustAccepted

export const isForeignEdit = ({ policyRevision }: CanaryState, { policy }: CanaryObservation): boolean =>
  policy.revision !== policyRevision && !policy.isOwn

function holdOnDrift(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  if (isForeignEdit(state, observation))
    return { cause: 'drift', text: `the policy was edited: ${observation.policy.words}`, exit: 'resume adopts the edit, or abort' }
  return observation.drift === null
    ? null
    : { cause: 'drift', ...namingOverrides(observation, observation.drift, 'resume sends what was asked once more, or abort') }
}

/** A foreign value of an admin layer comes after all that could be sent: only taking it out helps. */
function namingOverrides({ overrides = [] }: CanaryObservation, text: string, exit: string): Pick<HoldReason, 'text' | 'exit'> {
  if (overrides.length === 0) return { text, exit }
  const where = nameSome(overrides.map(({ proxyId, key }) => `${key} in the admin layer of ${proxyId}`))
  const drifts = nameSome(overrides.map(({ proxyId, key }) => `${key} on the page of ${proxyId}`))
  const [decides, it] = overrides.length === 1 ? ['decides', 'it'] : ['decide', 'them']
  return {
    text: `${text}; ${where} ${decides}, set by somebody else`,
    exit: `overwrite the drift ${drifts}, which takes ${it} out, or abort`,
  }
}

function holdOnHealth(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  const { version, baseline } = state.plan
  if (isVersionGone(observation, 'canary'))
    return {
      cause: 'unhealthy_version',
      text: `${version} has lost its last healthy instance; its weight is 0 meanwhile`,
      exit: `${version} has a healthy instance again`,
    }
  const exit = `${baseline} recovers, or a person decides`
  if (isVersionGone(observation, 'baseline')) return { cause: 'unhealthy_version', text: `${baseline} has no healthy instance`, exit }
  const [n, x] = state.recentBaseline.reduce(([requests, errors], tick) => [requests + tick.n, errors + tick.x], [0, 0])
  const history = Object.values(state.baseline.history).reduce((sum, each) => ({ n: sum.n + each.n, x: sum.x + each.x }), { n: 0, x: 0 })
  const usual = history.n > 0 ? history.x / history.n : 0
  if (n === 0 || x < failingErrors || x / n < failingRatio || x / n < 2 * usual) return null
  return { cause: 'unhealthy_version', text: `${baseline} itself fails: ${x} of its last ${n} requests`, exit }
}

function holdOnBlindness(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  const { proxies } = observation
  const silent = proxies.filter((proxy) => !proxy.answers)
  if (proxies.length > 0 && proxies.length - silent.length < answeringShare * proxies.length)
    return {
      cause: 'blind',
      text: `${proxies.length - silent.length} of ${proxies.length} caller proxies answer; silent: ${nameSome(silent.map((proxy) => proxy.proxyId))}`,
      exit: '80 % of the caller proxies answer again',
    }
  if (state.inForceSince === null) return null
  const silenceMs = state.at - Math.max(state.completeUntil ?? 0, state.inForceSince)
  if (silenceMs <= state.plan.parameters.blindAfterSeconds * 1000) return null
  return { cause: 'blind', text: `no complete numbers for ${Math.round(silenceMs / 1000)} s`, exit: 'a complete tick arrives' }
}

function holdOnLaggards(state: CanaryState, observation: CanaryObservation, proof: Proof): HoldReason | null {
  const { proxies } = observation
  if (state.inForceSince !== null || !isAsked(state)) return null
  const { phase } = state
  if (phase.name === 'applying' && state.at - phase.since < laggardAfterMs) return null
  const text =
    proxies.length === 0 ? 'no caller proxy is connected' : `${trafficText(state.traffic)} is not in force on ${nameSome(proof.laggards)}`
  return { cause: 'not_in_force', ...namingOverrides(observation, text, 'every caller proxy has loaded it') }
}

function holdOnPeople(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  if (state.paused) {
    const { actor, reason } = state.paused
    return { cause: 'paused', text: `paused by ${actor}${reason === '' ? '' : `: ${reason}`}`, exit: 'resume, promote or abort' }
  }
  if (observation.lock)
    return { cause: 'paused', text: `${observation.lock.holder} acts on ${state.plan.service}`, exit: `${observation.lock.holder} ends` }
  if (isUntrusted(state))
    return {
      cause: 'untrusted',
      text: 'the same test alarmed between two halves of the baseline: its verdicts are not to be trusted',
      exit: 'resume or promote with a reason, or abort',
    }
  return null
}

/** Nothing is wrong, but nothing is shown: after the minimum hold a step waits for proof, or for a person where it cannot be judged. */
function holdOnVerdict(state: CanaryState, observation: CanaryObservation): HoldReason | null {
  const { parameters } = state.plan
  if (!isAsked(state) || state.inForceSince === null || state.at - state.inForceSince < parameters.holdSeconds * 1000) return null
  if (state.traffic.kind !== 'weight')
    return {
      cause: 'approval',
      text: `${trafficText(state.traffic)} cannot be judged by itself: ${asideSentence(state)}`,
      exit: 'resume to go on, or abort',
    }
  if (isMixed(observation))
    return {
      cause: 'approval',
      text: `it cannot be judged: requests of ${nameSome(observation.unsplitRules ?? [])} go to its versions too, and are counted with those it splits`,
      exit: 'resume to go on, or abort; it is judged again where those rules name both versions, or neither',
    }
  const unseen = observation.canaryInstances.filter((instance) => !state.instancesSeen.includes(instance))
  const { verdict, sentence, notWorse } = judge(state.evidence, state.baseline, parameters)
  if (verdict === 'not_worse' && unseen.length === 0) return holdOnGate(state, observation)
  if (verdict === 'not_worse')
    return { cause: 'unknown', text: `no tick yet from ${nameSome(unseen)}`, exit: 'each canary instance has reported' }
  const parts = { errors: notWorse.errorsLn, latency: notWorse.latencyLn }
  const shown = Object.entries(parts).flatMap(([name, ln]) => (ln === null ? [] : [`${name} ${ln.toFixed(1)}`]))
  return {
    cause: 'unknown',
    text: sentence,
    exit: `"not worse" is shown: its evidence is at ${shown.join(', ')} of ${notWorse.requiredLn.toFixed(1)}`,
  }
}

/** The step has been shown not to be worse; what is outside has its say now. */
function holdOnGate({ plan, step }: CanaryState, { gate }: CanaryObservation): HoldReason | null {
  const asked = plan.parameters.steps[step]
  if (asked?.kind !== 'weight' || !asked.gate || gate?.isOpen) return null
  const url = asked.gate.url.replace(/[?#].*$/, '')
  return {
    cause: 'gate',
    text: `waiting for gate ${url}: ${gate?.text ?? 'it is asked'}`,
    exit: 'it answers 200, or promote with a reason, or abort',
  }
}
