import { defaultMaxActive, type FaultSpec, type Guard, type GuardEvidence } from '@/lib/mesh/fault'
import type { FaultForecast, GuardForecast, SeenFailures } from '@/lib/mesh/fault-forecast'
import { faultParts } from '@/lib/mesh/fault-key'
import { formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { CallerTraffic } from '@/lib/routing/rule-traffic'
import { findRetryOverflow } from './find-retry-overflow'
import { boundOf, stopLn } from './guard-evidence'
import { plannedInjection, seenThroughRetries } from './planned-injection'
import { countRetries } from './retries-of'

export type ForecastQuestion = {
  spec: FaultSpec
  /** In the fault's scope of version and caller; null where nobody was measured. */
  callers: readonly CallerTraffic[] | null
  /** Of the whole mesh. */
  meshRequestsPerSecond: number | null
  policyOf(service: ServiceName): Policy | undefined
  /** Per guard, in its order: the hour before, and what its service takes now. */
  guards: readonly { base: Pick<GuardEvidence, 'before' | 'phi'>; requestsPerSecond: number | null }[]
  proxies: number
}

/** What starting it now would do, from measured traffic, policies and the hour before. */
export function forecastFault(question: ForecastQuestion): FaultForecast {
  const { spec, callers, meshRequestsPerSecond } = question
  const rate = callers === null ? null : callers.reduce((sum, each) => sum + each.requestsPerSecond, 0)
  const planned = rate === null ? null : plannedInjection(spec, rate)
  const seen = spec.abort && spec.abort.percent > 0 ? seenBy(question) : []
  const guards = (spec.guards ?? []).map((guard, index) => forecastGuard(guard, question.guards[index], spec.guards?.length ?? 1))
  const touched = rate === null ? null : rate * touchedShare(spec)
  const forecast = {
    requestsPerSecond: rate,
    isUpperBound: spec.match !== undefined,
    abortsPerSecond: planned?.abortsPerSecond ?? null,
    delaysPerSecond: planned?.delaysPerSecond ?? null,
    limitsPerSecond: planned === null ? null : (planned.limitsPerSecond ?? 0),
    meshRatio: touched !== null && meshRequestsPerSecond ? touched / meshRequestsPerSecond : null,
    seen,
    guards,
  }
  return { ...forecast, sentence: toSentence(spec, forecast), warnings: findWarnings(question, forecast) }
}

/** Share of the requests in scope that is touched in any way: the parts are drawn independently. 0..1. */
export const touchedShare = (spec: FaultSpec): number =>
  1 - faultParts.reduce((left, part) => left * (1 - (spec[part]?.percent ?? 0) / 100), 1)

function seenBy({ spec, callers, policyOf }: ForecastQuestion): SeenFailures[] {
  const byService = new Map<ServiceName, number>()
  for (const { service, requestsPerSecond } of callers ?? []) byService.set(service, (byService.get(service) ?? 0) + requestsPerSecond)
  return [...byService].map(([caller, requestsPerSecond]) => {
    const retries = countRetries(policyOf(caller), spec.abort)
    return { caller, requestsPerSecond, tries: retries + 1, ...seenThroughRetries((spec.abort?.percent ?? 0) / 100, retries) }
  })
}

/** At twice the allowed share: stopLn·φ / (rate · kl(2b ‖ b)) seconds of evidence. */
function forecastGuard(guard: Guard, known: ForecastQuestion['guards'][number] | undefined, guards: number): GuardForecast {
  const before = known?.base.before
  const ratio = before && before.requests > 0 ? before.failures / before.requests : null
  const bound = boundOf(guard)
  const twice = Math.min(0.999, 2 * bound)
  const information =
    bound > 0 && bound < twice ? twice * Math.log(twice / bound) + (1 - twice) * Math.log((1 - twice) / (1 - bound)) : null
  const rate = known?.requestsPerSecond ?? null
  const seconds = information !== null && rate ? (stopLn(guards) * (known?.base.phi ?? 2)) / (rate * information) : null
  return { ...guard, before: ratio, seconds }
}

/** A breaker may let retries go, so a retried failure is forecast from below, and the load from above. */
function retryWarnings(each: SeenFailures, spec: FaultSpec, policy: Policy | undefined): string[] {
  const { caller, tries, seenRatio, loadFactor } = each
  if (tries <= 1) return []
  const overflow = findRetryOverflow(each, policy)
  return [
    `requests to ${caller} are tried up to ${tries} times: where it passes the failure on, at least ${formatRatio(seenRatio)} is seen instead of ${spec.abort?.percent} %, at up to ${formatNumber(loadFactor)} times the load`,
    ...(overflow === null ? [] : [overflow]),
  ]
}

type Parts = Omit<FaultForecast, 'sentence' | 'warnings'>

function toSentence(
  spec: FaultSpec,
  { requestsPerSecond, isUpperBound, abortsPerSecond, delaysPerSecond, limitsPerSecond, meshRatio }: Parts,
): string {
  if (requestsPerSecond === null) return 'What would be touched is not known: nothing was measured in this scope.'
  const parts = [
    ...(spec.abort ? [`abort ${formatRate(abortsPerSecond)}`] : []),
    ...(spec.delay ? [`delay ${formatRate(delaysPerSecond)}`] : []),
    ...(spec.bandwidth ? [`slow ${formatRate(limitsPerSecond)}`] : []),
  ]
  const share = meshRatio === null ? '' : `; ${formatRatio(meshRatio)} of the mesh's requests`
  return `It would ${parts.join(' and ')}${isUpperBound ? ' at most' : ''}, of ${formatRate(requestsPerSecond)} in scope${share}.`
}

function findWarnings(
  { spec, proxies, policyOf }: ForecastQuestion,
  { requestsPerSecond, isUpperBound, delaysPerSecond, seen, guards }: Parts,
): string[] {
  const warnings: string[] = []
  if (proxies === 0) warnings.push(`no proxy that calls ${spec.service} is connected: nothing would be injected`)
  if (requestsPerSecond === 0 || requestsPerSecond === null)
    warnings.push('no request in this scope was counted in the last 5 min: nothing would be injected, and nothing learnt')
  if (isUpperBound)
    warnings.push('how many requests have this path, method or header is not counted anywhere: the numbers are the most it can be')
  if (guards.length === 0) warnings.push('no stop condition: it ends by its time alone, whatever it does')
  warnings.push(...seen.flatMap((each) => retryWarnings(each, spec, policyOf(each.caller))))
  for (const guard of guards)
    if (guard.before !== null && guard.before > boundOf(guard))
      warnings.push(
        `${guard.service} was above the bound of its stop condition over the last hour already: the fault would be stopped soon`,
      )
  const held = ((delaysPerSecond ?? 0) * (spec.delay?.fixedDelayMs ?? 0)) / 1000
  const room = (spec.maxActive ?? defaultMaxActive) * Math.max(1, proxies)
  if (held > room)
    warnings.push(
      `about ${formatNumber(held)} requests would be held at once, and its proxies hold ${formatNumber(room)} at most: the rest passes untouched`,
    )
  return warnings
}
