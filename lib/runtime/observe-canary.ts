import type { CanaryRecord } from '@/lib/canary/canary-record'
import { isSameTraffic } from '@/lib/canary/in-force'
import { toLoadedTraffic } from '@/lib/canary/loaded-traffic'
import type { CallerProxy, CanaryObservation, GateAnswer, PersonRequest, WeightOverride } from '@/lib/canary/observation'
import type { Tick } from '@/lib/canary/tick'
import { trafficText } from '@/lib/canary/transitions'
import type { Desired, UnsplitRoute } from '@/lib/control-plane/control-plane'
import type { CanaryRequest } from '@/lib/mesh/canary'
import { isFaultActive } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'
import { isAnswering } from '@/lib/mesh/proxy-state'
import { toAddressKey } from '@/lib/metrics/address-book'
import { unsplitRequests } from '@/lib/routing/unsplit-requests'
import type { EndpointHealth } from './endpoint-health'
import type { FleetMember } from './fleet'
import { judgeRefusal } from './refusal'
import type { WeightReading } from './weight-read-back'

/** Of these types a step is made: the weight 0 in the routes, the step's in the layer; on tcp the endpoints' weights. */
const stepTypes = ['RDS', 'RTDS'] as const
const tcpStepTypes = ['EDS'] as const
/** A tcp version that lost its last instance gets weight again to see whether it is back, as no proxy can tell before; at most this often. */
const tcpRetryMs = 60_000
/** Its endpoints are in the next sweeps of its proxies, not in the last ones. */
const tcpSettleMs = 15_000

export type CanaryView = {
  desired: Desired
  callers: readonly FleetMember[]
  health: EndpointHealth
  readingOf(proxyId: string): WeightReading | undefined
  unsplitRoutes: readonly UnsplitRoute[]
  requests: readonly CanaryRequest[]
  ticks: readonly Tick[]
  renewedAt: Millis
  gate: GateAnswer | null
  overrides?: readonly WeightOverride[]
  lapsedMs: Millis | null
  /** Who made the newest edit of the policy, and what it was, in words. */
  editWords: string
  /** The proxy that listens at an `ip:port`: what is counted there goes by its id. Without it, or where it knows none, by the address. */
  ownerAt?(address: string): string | null
}

/** What is known of a canary's service at this moment. */
export function observeCanary(record: CanaryRecord, view: CanaryView): CanaryObservation {
  const { service, version, baseline } = record.state.plan
  const { desired } = view
  const proxies = view.callers.map((member) => observeCaller(record, member, view))
  const spec = desired.mesh.services.find(({ name }) => name === service)
  const stored = desired.policies.find((each) => each.policy.service === service)
  const revision = stored?.revision ?? record.state.policyRevision
  const fault = desired.faults.find((each) => each.service === service && isFaultActive(each))
  const policy = { revision, isOwn: revision === record.ownRevision, words: view.editWords }
  const drift = findDrift(record, proxies)
  const isForeign = revision !== record.state.policyRevision && !policy.isOwn
  return {
    requests: view.requests.map((request) => toPersonRequest(request, record, { isForeign, drift })),
    proxies,
    ticks: view.ticks,
    renewedAt: view.renewedAt,
    lapsedMs: view.lapsedMs,
    gate: view.gate,
    policy,
    drift,
    overrides: view.overrides,
    lock: fault ? { holder: `fault ${fault.id} of ${fault.actor}` } : null,
    unsplitRules: unsplitRequests(stored?.policy, view.unsplitRoutes, { version, baseline }),
    canaryExists: spec?.versions.some(({ name }) => name === version) ?? false,
    baselineExists: spec?.versions.some(({ name }) => name === baseline) ?? false,
    canaryInstances: instancesOf(desired, service, version, view.ownerAt),
  }
}

function observeCaller({ state }: CanaryRecord, member: FleetMember, view: CanaryView): CallerProxy {
  const { service, version, baseline } = state.plan
  const { identity, status } = member
  const services = view.desired.mesh.services.map(({ name }) => name)
  const isTcp = view.desired.mesh.services.some(({ name, protocol }) => name === service && protocol === 'tcp')
  const last = view.readingOf(identity.id)
  const reading = last?.reading
  const isRead = reading !== undefined && typeof reading !== 'string' && reading.ok
  const readProblem =
    reading === undefined || isRead ? null : typeof reading === 'string' ? reading : reading.ok ? null : reading.problem.message
  const loaded = isRead ? toLoadedTraffic(reading.value.get(service) ?? [], version, baseline) : null
  const healthy = (of: string, isAtZero: boolean): number | null => {
    const seen = view.health.of(identity.id, service, of)
    // A proxy has no endpoint of a tcp version at weight 0: that there are instances is all that can be known before it has weight.
    const isUnseen = isTcp && seen === 0 && (isAtZero || !isSettled(state)) && !isResting(state)
    return isUnseen ? instancesOf(view.desired, service, of, view.ownerAt).length : seen
  }
  const canaryHealthy = healthy(version, loaded?.kind === 'weight' && loaded.weightPercent === 0)
  const baselineHealthy = healthy(baseline, loaded?.kind === 'weight' && loaded.weightPercent === 100)
  return {
    proxyId: identity.id,
    // What its endpoints are is not known before its first sweep: until then it has not answered.
    answers: isAnswering(status) && canaryHealthy !== null,
    loaded,
    readAt: isRead ? (last?.at ?? null) : null,
    refusal: judgeRefusal(ownRefusals(status.sync, state), isTcp ? tcpStepTypes : stepTypes, state.trafficSince, { service, services })
      .rejects,
    problem: status.connected ? readProblem : 'its control stream is disconnected',
    canaryHealthy: canaryHealthy ?? 0,
    baselineHealthy: baselineHealthy ?? 0,
  }
}

/** A foreign value in the place of a weight that was in force is drift, not a refusal of the weight. */
function ownRefusals(sync: readonly TypeSync[], { inForceSince, phase }: CanaryRecord['state']): TypeSync[] {
  const wasInForce = inForceSince !== null || (phase.name === 'held' && (phase.cause === 'drift' || phase.cause === 'not_in_force'))
  if (!wasInForce) return [...sync]
  return sync.map((type) => (type.refusals ? { ...type, refusals: type.refusals.filter(({ isForeign }) => !isForeign) } : type))
}

const isSettled = ({ inForceSince, at }: CanaryRecord['state']): boolean => inForceSince !== null && at - inForceSince >= tcpSettleMs

const isResting = ({ phase, at }: CanaryRecord['state']): boolean =>
  phase.name === 'held' && phase.cause === 'unhealthy_version' && at - phase.since < tcpRetryMs

/** A weight that was in force and is another one now: nobody here asked for it. */
function findDrift({ state }: CanaryRecord, proxies: readonly CallerProxy[]): string | null {
  const isDrifted = state.phase.name === 'held' && state.phase.cause === 'drift'
  if (state.inForceSince === null && !isDrifted) return null
  const found = proxies.filter(
    ({ loaded, readAt }) => loaded !== null && readAt !== null && readAt >= state.trafficSince && !isSameTraffic(loaded, state.traffic),
  )
  if (found.length === 0) return null
  const words = found.map(({ proxyId, loaded }) => `${proxyId} has ${loaded ? trafficText(loaded) : 'another split'}`)
  return `${words.join(', ')} where ${trafficText(state.traffic)} was asked`
}

/** Resuming a canary that drift holds is taking the drift's own way out. */
function toPersonRequest(
  { id, kind, actor, reason }: CanaryRequest,
  { state }: CanaryRecord,
  { isForeign, drift }: { isForeign: boolean; drift: string | null },
): PersonRequest {
  const isDrifted = state.phase.name === 'held' && state.phase.cause === 'drift' && state.paused === null
  const resumed = kind === 'resume' && isDrifted ? (isForeign ? 'adopt' : drift === null ? kind : 'restore') : kind
  return { id, kind: resumed, actor, reason }
}

/** By the names under which their traffic is counted, each once. */
function instancesOf({ mesh, instances }: Desired, service: string, version: string, ownerAt?: CanaryView['ownerAt']): string[] {
  const listed = mesh.services.find(({ name }) => name === service)?.versions.find(({ name }) => name === version)?.endpoints ?? []
  const registered = instances.filter((each) => each.service === service && each.version === version && each.connected)
  const named = listed.map((endpoint) => ownerAt?.(toAddressKey(endpoint)) ?? toAddressKey(endpoint))
  return [...new Set([...registered.map(({ proxyId }) => proxyId), ...named])].sort()
}
