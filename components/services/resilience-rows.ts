import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber, formatPlural, formatRate, formatRatio, noData } from '@/lib/mesh/format'

/** What is set beside what was seen of it. hit: it was at work, so it deserves a look. */
export type ResilienceRow = { what: string; configured: string; observed: string; isHit: boolean }

type Service = Pick<ServiceDetail, 'policy' | 'traffic' | 'protocol'>
type Traffic = NonNullable<ServiceDetail['traffic']>

/** Where a policy says nothing, Envoy lets so many requests wait, so many be under way, and opens so many connections. */
export const envoysLimit = 1024

/** Its own proxies see what came, not what a caller waited for, tried again or refused itself. */
const unseen = 'not known: no caller’s proxy counts it'

/** Timeouts, retries, limits, ejection: each as the policy sets it – or as Envoy does where it does not – and as the callers' counters saw it. */
export function resilienceRows({ policy: view, traffic, protocol }: Service): ResilienceRow[] {
  if (!view) return []
  const { rules, destination } = view.policy
  const breaker = destination?.circuitBreaker
  const http = protocol !== 'tcp'
  const limit = (set: number | undefined) => (set === undefined ? `${formatNumber(envoysLimit)}, Envoy’s own` : formatNumber(set))
  const rows: (ResilienceRow | null)[] = [
    http ? toRow('Timeout', byRule(rules, timeoutWords), traffic, 'timeouts', 'hit it') : null,
    http ? toRow('Retries', byRule(rules, retryWords), traffic, 'retries', 'tried again') : null,
    toRow(
      'Requests waiting',
      limit(breaker?.maxPendingRequests),
      traffic,
      'overflows',
      'refused by a limit',
      waiting(traffic?.now?.most?.pending),
    ),
    gauge('Requests at once', limit(breaker?.maxRequests), traffic, 'active', 'under way'),
    gauge('Connections', limit(breaker?.maxConnections), traffic, 'connections', 'open'),
    breakerRow(breaker !== undefined, traffic),
    ejectionRow(destination?.outlier, traffic),
    rules.some(({ rateLimit }) => rateLimit)
      ? { what: 'Rate limit', configured: rateLimitWords(rules), observed: 'not known: no proxy counts what it refuses', isHit: false }
      : null,
  ]
  return rows.flatMap((row) => row ?? [])
}

/** Limits hold for each calling proxy and version, so the largest of them stands beside. */
const atOne = (most: number, words: string): string =>
  most === 0 ? `none ${words} now` : `at most ${formatNumber(most)} ${words} now at one caller’s proxy`

const waiting = (most: number | undefined): string => (most === undefined ? '' : `${atOne(most, 'waiting')}; `)

function toRow(
  what: string,
  configured: string,
  traffic: Traffic | null,
  counter: 'timeouts' | 'retries' | 'overflows',
  words: string,
  before = '',
): ResilienceRow {
  if (!traffic) return { what, configured, observed: noData, isHit: false }
  const [count, requests] = [traffic.counts[counter], traffic.counts.requests ?? 0]
  if (count === null || count === undefined) return { what, configured, observed: unseen, isHit: false }
  if (count === 0) return { what, configured, observed: `${before}none ${words}`, isHit: false }
  const share = requests > 0 && count <= requests ? `, ${formatRatio(count / requests)} of requests` : ''
  return { what, configured, observed: `${before}${formatRate(traffic.perSecond[counter], 'per second')} ${words}${share}`, isHit: true }
}

function gauge(what: string, configured: string, traffic: Traffic | null, key: 'active' | 'connections', words: string): ResilienceRow {
  const now = traffic?.now
  return { what, configured, observed: !now ? noData : now.most ? atOne(now.most[key], words) : unseen, isHit: false }
}

function breakerRow(isSet: boolean, traffic: Traffic | null): ResilienceRow {
  const open = traffic?.now?.breakersOpen
  return {
    what: 'Circuit breaker',
    configured: isSet ? 'the limits above' : 'none of its own',
    observed:
      open === undefined ? noData : open === null ? unseen : open === 0 ? 'closed now' : `${formatPlural(open, 'breaker')} open now`,
    isHit: (open ?? 0) > 0,
  }
}

type Outlier = NonNullable<NonNullable<ServiceDetail['policy']>['policy']['destination']>['outlier']

function ejectionRow(outlier: Outlier, traffic: Traffic | null): ResilienceRow {
  const ejected = traffic?.now?.ejected
  const kinds = [
    outlier?.consecutive5xx !== undefined && `${outlier.consecutive5xx} answers of 5xx in a row`,
    outlier?.consecutiveGatewayErrors !== undefined && `${outlier.consecutiveGatewayErrors} gateway errors in a row`,
    outlier?.consecutiveLocalErrors !== undefined && `${outlier.consecutiveLocalErrors} failed connections in a row`,
    outlier?.successRate !== undefined && 'a low success rate',
    outlier?.failurePercentage !== undefined && `${outlier.failurePercentage.threshold} % failed`,
  ].filter((kind) => kind !== false)
  return {
    what: 'Ejection',
    configured: kinds.length === 0 ? 'only for failed connections' : `after ${kinds.join(', or ')}`,
    observed: ejectionWords(ejected),
    isHit: (ejected ?? 0) > 0,
  }
}

function ejectionWords(ejected: number | null | undefined): string {
  if (ejected === undefined) return noData
  if (ejected === null) return unseen
  return ejected === 0 ? 'nobody ejected now' : `${formatPlural(ejected, 'instance')} ejected now`
}

type Rules = NonNullable<ServiceDetail['policy']>['policy']['rules']

const timeoutWords = ({ timeout }: Rules[number]): string => timeout ?? '15 s, Envoy’s own'

const retryWords = ({ retry }: Rules[number]): string =>
  retry ? `${formatPlural(retry.attempts, 'retry', 'retries')} on ${retry.on.join(', ')}` : 'none'

/** One text where all rules that have backends agree, else each rule's. */
function byRule(rules: Rules, words: (rule: Rules[number]) => string): string {
  const values = rules.filter(({ backends }) => backends.length > 0).map((rule) => ({ name: rule.name, text: words(rule) }))
  const texts = new Set(values.map(({ text }) => text))
  if (texts.size <= 1) return values[0]?.text ?? noData
  return values.map(({ name, text }) => `${displayName(name, 24)}: ${text}`).join('; ')
}

const rateLimitWords = (rules: Rules): string =>
  rules
    .flatMap(({ name, rateLimit }) =>
      rateLimit ? `${displayName(name, 24)}: ${formatNumber(rateLimit.requests)} in ${rateLimit.per}, each caller’s proxy` : [],
    )
    .join('; ')
