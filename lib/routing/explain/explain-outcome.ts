import type { AskedRequest, FaultOnTheWay, Outcome, VersionOdds } from '@/lib/mesh/explanation'
import type { Fault } from '@/lib/mesh/fault'
import { formatMs, formatPercent, formatPlural } from '@/lib/mesh/format'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { HashKey, RateLimit, Rule } from '@/lib/mesh/policy'
import { isCalledBy, parseCaller } from '../caller-name'
import { defaultTimeoutMs } from '../default-timeout'
import { parseDurationMs } from '../parse-duration'
import { explainFaults } from './explain-faults'
import type { Candidate } from './explain-rules'
import { redirectLocation, rewritePath } from './rewrite-request'

/** Instances per version of the service; null where not known. leased: weights that stand in the proxies for a while in place of the rule's. */
export type Around = {
  protocol: Protocol
  faults: readonly Fault[]
  instancesOf: (version: string) => number | null
  leasedOf: (rule: string) => ReadonlyMap<string, number> | null
}

export function explainOutcome({ rule, isCertain }: Candidate, request: AskedRequest, around: Around): Outcome {
  const action = rule.redirect ? 'redirect' : rule.directResponse ? 'direct_response' : 'forward'
  const versions = action === 'forward' ? oddsOf(rule, around) : []
  const isTcp = around.protocol === 'tcp'
  const retries = rule.retry
    ? { attempts: rule.retry.attempts, on: rule.retry.on, perTryTimeoutMs: durationOf(rule.retry.perTryTimeout) }
    : null
  const outcome: Omit<Outcome, 'sentences'> = {
    rule: rule.name,
    isCertain,
    action,
    versions,
    sticky: rule.stickiness && action === 'forward' ? describeSticky(rule.stickiness, request) : null,
    timeoutMs: isTcp || action !== 'forward' ? null : timeoutOf(rule.timeout),
    retries: action === 'forward' ? retries : null,
    tries: action === 'forward' ? 1 + (retries?.attempts ?? 0) : 0,
    mirror: rule.mirror ?? null,
    rateLimit: rule.rateLimit ? describeLimit(rule.rateLimit, request.caller) : null,
    sentPath: changed(rewritePath(rule.rewrite?.path, rule.match, request.path), request.path),
    sentHost: changed(rule.rewrite?.hostname ?? null, request.host),
    location: rule.redirect ? redirectLocation(rule.redirect, rule.match, request) : null,
    status: rule.redirect ? (rule.redirect.statusCode ?? 302) : (rule.directResponse?.statusCode ?? null),
    faults: action === 'forward' ? faultsOnVersions(versions, request, around) : faultsOnAnswer(request, around),
  }
  return { ...outcome, sentences: speak(outcome, isTcp) }
}

const faultsOnVersions = (versions: readonly VersionOdds[], request: AskedRequest, { faults }: Around): FaultOnTheWay[] =>
  explainFaults(
    faults,
    request,
    versions.filter(({ percent }) => percent > 0).map(({ version }) => version),
  )
/** An answer of the proxy itself has no version, so only faults for all of them stand in its way. */
const faultsOnAnswer = (request: AskedRequest, { faults }: Around): FaultOnTheWay[] =>
  explainFaults(
    faults.filter((fault) => fault.version === undefined),
    request,
    [''],
  )

const durationOf = (text: string | undefined): number | null => (text === undefined ? null : parseDurationMs(text))
const changed = (now: string | null, was: string | undefined): string | null => (now === was ? null : now)

function timeoutOf(text: string | undefined): number | null {
  const ms = text === undefined ? defaultTimeoutMs : parseDurationMs(text)
  return ms === 0 ? null : ms
}

function oddsOf(rule: Rule, { instancesOf, leasedOf }: Around): VersionOdds[] {
  const leased = leasedOf(rule.name)
  return rule.backends.map(({ version, weight }) => ({
    version,
    percent: leased?.get(version) ?? weight,
    instances: instancesOf(version),
    isLeased: leased?.has(version) ?? false,
  }))
}

function describeSticky({ header, cookie, source }: HashKey, { headers }: AskedRequest): string {
  const same = 'stays on one version as long as the weights stand'
  if (header !== undefined) {
    if (headers && headers[header.toLowerCase()] === undefined) return `without header ${header} every request is drawn anew`
    return `each value of header ${header} ${same}`
  }
  if (cookie)
    return `each value of cookie ${cookie.name} ${same}${cookie.ttl === undefined ? '; without it every request is drawn anew' : '; who has none is given one'}`
  return source ? `each calling address ${same}` : `each key ${same}`
}

/** The bucket for the caller's version, else for the caller, else everybody's. */
function describeLimit(limit: RateLimit, caller: string | undefined): string {
  const own = caller === undefined ? [] : (limit.callers ?? []).filter((each) => isCalledBy(each.caller, parseCaller(caller)))
  const { requests, per, burst } = own.find((each) => parseCaller(each.caller).version !== null) ?? own[0] ?? limit
  return `${formatPlural(requests, 'request')} in ${per} at each calling proxy${burst === undefined ? '' : `, ${burst} at once`}; what is above gets 429`
}

function speak(outcome: Omit<Outcome, 'sentences'>, isTcp: boolean): string[] {
  const { action, versions, status, location, retries, timeoutMs } = outcome
  const sentences: string[] = []
  if (action === 'redirect')
    return [`It is answered with ${status}, to ${location ?? 'an address that depends on the request'}.`, ...extras(outcome)]
  if (action === 'direct_response') return [`The caller's proxy answers it with ${status}; no instance sees it.`, ...extras(outcome)]
  const taking = versions.filter(({ percent }) => percent > 0)
  const leased = taking.some(({ isLeased }) => isLeased) ? ', by a canary’s step for now' : ''
  sentences.push(
    `It goes to ${taking.map(({ version, percent }) => (percent === 100 ? version : `${version} with ${formatPercent(percent)}`)).join(', ')}${leased}.`,
  )
  for (const { version, instances } of taking)
    if (instances === 0) sentences.push(`${version} has no instance: a request that falls on it fails with 503.`)
  if (isTcp) return [...sentences, ...extras(outcome)]
  sentences.push(timeoutMs === null ? 'It waits for ever.' : `It ends after ${formatMs(timeoutMs)} at the latest.`)
  if (retries) {
    const each = retries.perTryTimeoutMs === null ? '' : `, each at most ${formatMs(retries.perTryTimeoutMs)}`
    sentences.push(
      `It is tried up to ${retries.attempts + 1} times on ${retries.on.join(', ') || 'the given statuses'}${each}, always on the version first drawn.`,
    )
  }
  return [...sentences, ...extras(outcome)]
}

function extras({ sticky, mirror, rateLimit, sentPath, sentHost, faults }: Omit<Outcome, 'sentences'>): string[] {
  return [
    sticky === null ? '' : `Stickiness: ${sticky}.`,
    mirror ? `${formatPercent(mirror.percent)} are copied to ${mirror.version}; their answers are thrown away.` : '',
    rateLimit === null ? '' : `Rate limit: ${rateLimit}.`,
    sentPath === null ? '' : `The path becomes ${sentPath}.`,
    sentHost === null ? '' : `The host becomes ${sentHost}.`,
    ...faults.map(
      (fault) =>
        `Fault ${fault.id}${fault.isCertain ? '' : ', where its match holds,'} adds ${fault.text}${fault.version === null ? '' : ` on ${fault.version}`}.`,
    ),
  ].filter((sentence) => sentence !== '')
}
