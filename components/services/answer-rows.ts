import type { ServiceDetail } from '@/lib/api/services'

/** One kind of answer: whole count, per second, and what it means; null: whoever counted cannot know. `flag`: as access logs of Envoy write it. */
export type AnswerRow = { name: string; flag?: string; words: string; count: number | null; perSecond: number | null }

type Traffic = NonNullable<ServiceDetail['traffic']>
type Counts = Traffic['counts']

const rowOf = ({ counts, perSecond }: Traffic, key: keyof Counts, name: string, words: string, flag?: string): AnswerRow => ({
  name,
  words,
  count: counts[key] ?? null,
  perSecond: perSecond[key] ?? null,
  ...(flag ? { flag } : {}),
})

/** What is left of all requests without those. */
const left = ({ requests }: Counts, ...others: (number | null | undefined)[]): number =>
  Math.max(
    0,
    others.reduce<number>((rest, other) => rest - (other ?? 0), requests ?? 0),
  )

/**
 * Answers by class. What is neither 2xx, 4xx nor failed is said as the rest: 1xx and 3xx, or no answer that anybody counted. gRPC requests whose status nobody counts are
 * neither succeeded nor failed.
 */
export function answerRows(traffic: Traffic, protocol: ServiceDetail['protocol']): AnswerRow[] {
  const { counts, perSecond } = traffic
  if (protocol === 'grpc') return grpcRows(traffic)
  const rows = [
    rowOf(traffic, 'ok', '2xx', 'done'),
    rowOf(traffic, 'clientErrors', '4xx', 'the caller asked for what it may not have, or wrongly'),
    rowOf(traffic, 'errors', '5xx', 'failed, or nobody answered'),
  ]
  const rest = (from: Counts): number => left(from, from.ok, from.clientErrors, from.errors)
  const other = { name: 'other', words: 'led elsewhere (3xx), or counted by no class', count: rest(counts), perSecond: rest(perSecond) }
  return other.count > 0 ? [...rows, other] : rows
}

function grpcRows(traffic: Traffic): AnswerRow[] {
  const { counts, perSecond, withoutStatus } = traffic
  const unknown: AnswerRow = {
    name: 'not known',
    words: 'the calling proxy counts no gRPC status (grpc_stats is silent)',
    count: withoutStatus.count,
    perSecond: withoutStatus.perSecond,
  }
  if (counts.errors === null || counts.errors === undefined) return [unknown]
  const rows: AnswerRow[] = [
    {
      name: 'succeeded',
      words: 'a status that is no failure of the server',
      count: left(counts, counts.errors, withoutStatus.count),
      perSecond: left(perSecond, perSecond.errors, withoutStatus.perSecond),
    },
    rowOf(traffic, 'errors', 'failed', 'a gRPC status such as UNAVAILABLE or INTERNAL'),
  ]
  return withoutStatus.count > 0 ? [...rows, unknown] : rows
}

/** What befell requests on their way, by the flags of Envoy that have a counter. */
export function flagRows(traffic: Traffic, protocol: ServiceDetail['protocol']): AnswerRow[] {
  const of = (key: keyof Counts, name: string, words: string, flag?: string) => rowOf(traffic, key, name, words, flag)
  const connecting = of('connectFailures', 'not connected', 'a connection to an instance could not be opened', 'UF')
  if (protocol === 'tcp') return [connecting, of('overflows', 'refused by a limit', 'the caller’s circuit breaker had no room', 'UO')]
  return [
    of('timeouts', 'timed out', 'no answer within the timeout', 'UT'),
    of('retries', 'tried again', 'a try that failed was followed by another'),
    of('overflows', 'refused by a limit', 'the caller’s circuit breaker had no room', 'UO'),
    connecting,
    of('abortsInjected', 'aborted on purpose', 'a fault answered instead of the service', 'FI'),
    of('delaysInjected', 'delayed on purpose', 'a fault held the request back', 'DI'),
  ]
}
