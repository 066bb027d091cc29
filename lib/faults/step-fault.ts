import { explainEvidence } from '@/lib/mesh/evidence'
import type { Fault, FaultOutcome, FaultState, Injected, Uncounted } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import { isInForce, observeInjection, observeRemoval, ownClockMs, sharedLimits } from './fault-evidence'
import type { FaultObservation, InjectionWindow, ProxyObservation } from './fault-observation'
import { judgeGuards } from './judge-guards'
import { plannedInjection } from './planned-injection'
import { uncountedWords } from './uncounted-words'

/** withdraw: leave the fault's values out of the leased layer at once; record: for the audit log, when the state changed. */
export type FaultEffect = { kind: 'withdraw' } | { kind: 'record'; state: FaultState; text: string }
export type FaultStep = { fault: Fault; effects: FaultEffect[] }

/** How long proxies keep leased values without a renewal. */
export const leaseTtlMs = 15_000
const expectedToJudge = 3

/**
 * One step of a fault's life: applying → injecting | not_injecting → removing → ended. Pure and idempotent: the same observation again changes nothing.
 * In this order: somebody stopped it → Outrider was away longer than the lease (expired, never resumed) → its end has come → a guard tripped → is it injecting?
 * Removing ends only when every consumer proxy is proved clean; until then the laggards are named in stateReason.
 */
export function stepFault(fault: Fault, observation: FaultObservation, now: Millis): FaultStep {
  if (fault.state === 'ended' || fault.state === 'draft') return { fault, effects: [] }
  if (fault.state === 'removing') return stepRemoval(fault, observation, now)
  const stopping = reasonToStop(fault, observation, now)
  if (!stopping) return stepInjection(fault, observation, now)
  const seen = hasLostSight(fault, observation, now, now) ? fault : observe(fault, ofTakers(observation), now)
  const removing: Fault = { ...seen, state: 'removing', stateReason: stopping.reason, stopping }
  const next = stepRemoval(removing, observation, now)
  return {
    fault: next.fault,
    effects: [{ kind: 'withdraw' }, { kind: 'record', state: 'removing', text: stopping.reason }, ...next.effects],
  }
}

/** How long the fault's values have not been renewed, in ms. */
export const unrenewedMs = (fault: Pick<Fault, 'at'>, renewedAt: Millis | null, now: Millis): number =>
  now - Math.max(renewedAt ?? 0, fault.at)

type Stopping = NonNullable<Fault['stopping']>

function reasonToStop(fault: Fault, observation: FaultObservation, now: Millis): Stopping | null {
  const byItself = (outcome: FaultOutcome, reason: string): Stopping => ({ outcome, actor: 'lease', reason, at: now })
  if (fault.stopping) return fault.stopping
  const awayMs = observation.lapsedMs ?? unrenewedMs(fault, observation.renewedAt, now)
  if (observation.lapsedMs !== null || awayMs > leaseTtlMs)
    return byItself('expired', `Outrider was away for ${Math.round(awayMs / 1000)} s: ${endWhileAway(fault, observation.proxies)}`)
  if (now >= fault.endsAt) return byItself('completed', 'its time is over')
  const tripped = judgeGuards(fault, observation.guards)
  return tripped ? { outcome: 'stopped_by_condition', actor: 'runtime', reason: tripped, at: now } : null
}

/** What became of the fault meanwhile: not every proxy has a clock that ends it. */
function endWhileAway({ withoutLease }: Fault, proxies: readonly ProxyObservation[]): string {
  const endless = proxies.filter(({ hasOwnClock = true }) => !hasOwnClock).map(({ proxyId }) => proxyId)
  if (endless.length > 0)
    return `on ${nameSome(endless)} nothing ends the fault but Outrider, which takes it out now and does not resume it`
  return withoutLease ? 'it is taken out, and not resumed' : 'the proxies ended the fault by themselves'
}

function observe(fault: Fault, observation: FaultObservation, now: Millis): Fault {
  const { proxies, requestsPerSecond, guards } = observation
  const rates = injectedRates(proxies)
  return {
    ...fault,
    planned: requestsPerSecond === null ? fault.planned : plannedInjection(fault, requestsPerSecond),
    injected: { ...rates, ...countedSoFar(fault, observation) },
    evidence: observeInjection(fault, proxies, now),
    ...(guards.length > 0 && { guardEvidence: [...guards] }),
  }
}

const countedSoFar = (
  { injected, at }: Fault,
  { totals, watchedSince }: FaultObservation,
): Omit<Injected, 'abortsPerSecond' | 'delaysPerSecond'> => ({
  aborts: Math.max(injected.aborts, totals.aborts),
  delays: Math.max(injected.delays, totals.delays),
  ...(totals.limits !== undefined && { limits: totals.limits, limitsPerSecond: totals.limitsPerSecond ?? 0 }),
  ...(totals.share !== undefined && { share: totals.share }),
  ...(totals.overflows !== undefined && { overflows: Math.max(injected.overflows ?? 0, totals.overflows) }),
  ...toPartial({
    isAway: watchedSince > at || (injected.isPartial === true && injected.uncounted?.isAway !== false),
    sharedMs: totals.sharedMs ?? injected.uncounted?.sharedMs ?? 0,
    unreadMs: totals.unreadMs ?? injected.uncounted?.unreadMs ?? 0,
  }),
})

const toPartial = (uncounted: Uncounted): Pick<Injected, 'isPartial' | 'uncounted'> | null =>
  uncounted.isAway || uncounted.sharedMs + uncounted.unreadMs > 0 ? { isPartial: true, uncounted } : null

/** At its end: how long before that some proxy that ran it was read last. */
function withUnreadEnd(fault: Fault, proxies: readonly ProxyObservation[], end: Millis): Fault {
  const { uncounted = { isAway: fault.injected.isPartial === true, sharedMs: 0, unreadMs: 0 } } = fault.injected
  const tails = proxies.map((proxy) =>
    proxy.readTo === undefined || proxy.hasTaken === false ? 0 : end - Math.max(fault.at, proxy.readTo ?? fault.at),
  )
  const unreadMs = uncounted.unreadMs + Math.max(0, ...tails)
  return { ...fault, injected: { ...fault.injected, ...toPartial({ ...uncounted, unreadMs }) } }
}

/** What a proxy injects that never took the fault is not the fault's. */
const ofTakers = (observation: FaultObservation): FaultObservation => ({
  ...observation,
  proxies: observation.proxies.map((proxy) => (proxy.hasTaken === false ? { ...proxy, windows: [] } : proxy)),
})

/** Its proxies are known to have been there, and since this start none had the time to come back. */
const hasLostSight = ({ evidence }: Fault, { proxies, watchedSince }: FaultObservation, since: Millis, now: Millis): boolean =>
  proxies.length === 0 && evidence.length > 0 && now - Math.max(since, watchedSince) <= ownClockMs

function stepInjection(fault: Fault, observation: FaultObservation, now: Millis): FaultStep {
  if (hasLostSight(fault, observation, observation.watchedSince, now)) return { fault, effects: [] }
  const known = ofTakers(observation)
  const next = observe(fault, known, now)
  const judged = judgeInjection(fault, next, known)
  const effects: FaultEffect[] =
    judged.state === fault.state ? [] : [{ kind: 'record', state: judged.state, text: judged.reason ?? judged.state }]
  return { fault: { ...next, state: judged.state, stateReason: judged.reason }, effects }
}

type Judged = { state: FaultState; reason: string | null }

function judgeInjection(fault: Fault, next: Fault, observation: FaultObservation): Judged {
  const { proxies, requestsPerSecond } = observation
  const recent = proxies.map((proxy) => newestTwo(proxy.windows, fault.at))
  const limiting = fault.bandwidth ? proxies.filter((proxy) => proxy.hasLimited) : []
  const isCounted = recent.flat().some((window) => window.aborts + window.delays > 0) || limiting.some((proxy) => !proxy.isLimitShared)
  if (isCounted || limiting.length > 0) return { state: 'injecting', reason: isCounted ? deviation(next, recent) : sharedLimits }
  if (proxies.length === 0) return { state: 'not_injecting', reason: `no proxy that calls ${fault.service} is connected` }
  if (proxies.every((proxy) => proxy.refusal !== null && !isInForce(fault, proxy)))
    return { state: 'not_injecting', reason: `refused by its proxies: ${proxies[0]?.refusal}` }
  const loaded = proxies.filter((proxy) => isInForce(fault, proxy))
  if (loaded.length < proxies.length && fault.state === 'applying') return { state: 'applying', reason: waitingFor(fault, proxies) }
  const settled = loaded.length > 0 && loaded.every((proxy) => newestTwo(proxy.windows, loadedAt(next, proxy)).length === 2)
  if (!settled) return { state: fault.state, reason: fault.state === 'applying' ? 'loaded, waiting for two scrapes' : fault.stateReason }
  if (requestsPerSecond === 0) return { state: 'not_injecting', reason: 'no request matches its scope' }
  const expected = expectedIn(next, recent, next.planned?.limitsPerSecond)
  if (expected !== null && expected < expectedToJudge)
    return { state: fault.state === 'applying' ? 'not_injecting' : fault.state, reason: 'too few requests to have met one yet' }
  return {
    state: 'not_injecting',
    reason:
      expected === null
        ? 'no injection counted; the traffic is not measured'
        : 'no injection counted although requests flow: no request matches its scope',
  }
}

function waitingFor(fault: Fault, proxies: readonly ProxyObservation[]): string {
  const late = proxies.filter((proxy) => !isInForce(fault, proxy)).map((proxy) => proxy.proxyId)
  return `not loaded yet on ${nameSome(late)}`
}

const loadedAt = (fault: Fault, proxy: ProxyObservation): Millis =>
  fault.evidence.find((row) => row.proxyId === proxy.proxyId)?.at.loaded ?? Number.POSITIVE_INFINITY

function newestTwo(windows: readonly InjectionWindow[], since: Millis): InjectionWindow[] {
  return windows
    .filter((window) => window.from >= since)
    .sort((a, b) => b.to - a.to)
    .slice(0, 2)
}

/** Sum over proxies of what each counted in its newest two windows, per second of them. */
function injectedRates(proxies: readonly ProxyObservation[]): { abortsPerSecond: number; delaysPerSecond: number } {
  const rates = { abortsPerSecond: 0, delaysPerSecond: 0 }
  for (const proxy of proxies) {
    const windows = newestTwo(proxy.windows, 0)
    const seconds = windows.reduce((sum, window) => sum + (window.to - window.from) / 1000, 0)
    if (seconds <= 0) continue
    rates.abortsPerSecond += windows.reduce((sum, window) => sum + window.aborts, 0) / seconds
    rates.delaysPerSecond += windows.reduce((sum, window) => sum + window.delays, 0) / seconds
  }
  return rates
}

/** Injections that the plan promises for these windows; null without a plan. */
function expectedIn({ planned }: Fault, recent: readonly InjectionWindow[][], limitsPerSecond = 0): number | null {
  if (!planned) return null
  const seconds = recent.map((windows) => windows.reduce((sum, window) => sum + (window.to - window.from) / 1000, 0))
  const mean = seconds.length > 0 ? seconds.reduce((sum, value) => sum + value, 0) / seconds.length : 0
  return (planned.abortsPerSecond + planned.delaysPerSecond + limitsPerSecond) * mean
}

/** Said where the counted injections are off the plan by more than chance (4 σ) and a quarter of it: traffic itself also moves. */
function deviation(fault: Fault, recent: readonly InjectionWindow[][]): string | null {
  const expected = expectedIn(fault, recent)
  if (expected === null || expected < 20) return null
  const counted = recent.flat().reduce((sum, window) => sum + window.aborts + window.delays, 0)
  if (Math.abs(counted - expected) <= Math.max(4 * Math.sqrt(expected), expected / 4)) return null
  return `${counted} injections counted where the plan says about ${Math.round(expected)}`
}

function stepRemoval(fault: Fault, observation: FaultObservation, now: Millis): FaultStep {
  const stopping = fault.stopping ?? { outcome: 'completed', actor: 'lease', reason: 'its time is over', at: Math.min(now, fault.endsAt) }
  const removals = new Map(
    observation.proxies.map((proxy) => [proxy.proxyId, observeRemoval(proxy, stopping.at, observation.watchedSince, now)]),
  )
  const late = [...removals].filter(([, removal]) => !removal.done).map(([proxyId]) => proxyId)
  const seen: Fault = {
    ...fault,
    stopping,
    injected: {
      ...injectedRates(ofTakers(observation).proxies),
      ...countedSoFar(fault, observation),
    },
    evidence: fault.evidence.map((row) => explainEvidence(row, removals.get(row.proxyId)?.reason)),
  }
  if (late.length > 0) return { fault: { ...seen, stateReason: `removal not proved yet on ${nameSome(late)}` }, effects: [] }
  if (hasLostSight(fault, observation, stopping.at, now))
    return { fault: { ...seen, stateReason: 'none of its proxies is known at the moment' }, effects: [] }
  const whole = withUnreadEnd(seen, observation.proxies, stopping.at)
  const reason = `${stopping.reason}${countedWords(whole)}`
  const ended: Fault = { ...whole, state: 'ended', outcome: stopping.outcome, endedAt: now, stateReason: reason }
  return {
    fault: {
      ...ended,
      injected: {
        ...ended.injected,
        abortsPerSecond: 0,
        delaysPerSecond: 0,
        ...(ended.injected.limitsPerSecond !== undefined && { limitsPerSecond: 0 }),
      },
    },
    effects: [{ kind: 'record', state: 'ended', text: `${stopping.outcome}: ${reason}` }],
  }
}

function countedWords(fault: Fault): string {
  const { isPartial, uncounted } = fault.injected
  if (isPartial && uncounted?.isAway !== false) return '; what it injected while Outrider was away is not counted'
  if (isPartial) return `; its injections are not all counted: ${uncountedWords(fault.injected).join(', ')}`
  return hasInjected(fault) ? '' : '; no injection was counted'
}

/** Also where nobody can tell: slowed answers are not always counted. */
const hasInjected = ({ injected, bandwidth }: Fault): boolean =>
  injected.aborts + injected.delays + (injected.limits ?? 0) > 0 || (bandwidth !== undefined && injected.limits === undefined)

const nameSome = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
