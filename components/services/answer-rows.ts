import type { ServiceDetail } from '@/lib/api/services'

/** One kind of answer: whole count, per second, and what it means. `flag`: as access logs of Envoy write it. */
export type AnswerRow = { name: string; flag?: string; words: string; count: number; perSecond: number }

type Traffic = NonNullable<ServiceDetail['traffic']>

/** Answers by class. What is neither 2xx, 4xx nor failed is said as the rest: 1xx and 3xx, or no answer that anybody counted. */
export function answerRows({ counts, perSecond }: Traffic, protocol: ServiceDetail['protocol']): AnswerRow[] {
  const of = (name: string, words: string, key: 'ok' | 'clientErrors' | 'errors'): AnswerRow => ({
    name,
    words,
    count: counts[key],
    perSecond: perSecond[key],
  })
  const rest = (from: Traffic['counts']): number => Math.max(0, from.requests - from.ok - from.clientErrors - from.errors)
  if (protocol === 'grpc')
    return [
      {
        name: 'succeeded',
        words: 'a status that is no failure of the server',
        count: Math.max(0, counts.requests - counts.errors),
        perSecond: Math.max(0, perSecond.requests - perSecond.errors),
      },
      of('failed', 'a gRPC status such as UNAVAILABLE or INTERNAL', 'errors'),
    ]
  const rows = [
    of('2xx', 'done', 'ok'),
    of('4xx', 'the caller asked for what it may not have, or wrongly', 'clientErrors'),
    of('5xx', 'failed, or nobody answered', 'errors'),
  ]
  const other = { name: 'other', words: 'led elsewhere (3xx), or counted by no class', count: rest(counts), perSecond: rest(perSecond) }
  return other.count > 0 ? [...rows, other] : rows
}

/** What befell requests on their way, by the flags of Envoy that have a counter. */
export function flagRows({ counts, perSecond }: Traffic, protocol: ServiceDetail['protocol']): AnswerRow[] {
  const of = (key: keyof Traffic['counts'], name: string, words: string, flag?: string): AnswerRow => ({
    name,
    words,
    count: counts[key] ?? 0,
    perSecond: perSecond[key] ?? 0,
    ...(flag ? { flag } : {}),
  })
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
