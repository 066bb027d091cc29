import type { Fault } from '@/lib/mesh/fault'
import { formatCount, formatPlural, formatRatio } from '@/lib/mesh/format'
import { uncountedWords } from './uncounted-words'

/** `Abort: planned 10 %, injected 9.7 % (97 of 1000 requests).` One per part of the fault. */
export function injectionSentences({ abort, delay, bandwidth, match, maxActive, injected }: Fault): string[] {
  const sentences: string[] = []
  const ofScope = match ? ' of all requests in its scope of version and caller; how many match is not counted' : ''
  const counted = (count: number | undefined): string => {
    const requests = injected.share?.requests ?? 0
    if (count === undefined || requests === 0) return 'not counted in a whole window'
    return `injected ${formatRatio(count / requests)} (${formatCount(count)} of ${formatCount(requests)} requests)${ofScope}`
  }
  if (abort) sentences.push(`Abort: planned ${abort.percent} %, ${counted(injected.share?.aborts)}; ${inAll(injected.aborts, injected)}.`)
  if (delay) sentences.push(`Delay: planned ${delay.percent} %, ${counted(injected.share?.delays)}; ${inAll(injected.delays, injected)}.`)
  if (bandwidth)
    sentences.push(
      `Bandwidth: planned ${bandwidth.percent} %, ${injected.limits === undefined ? 'not told apart from other faults' : `${formatCount(injected.limits)} answers slowed`}.`,
    )
  if (injected.overflows)
    sentences.push(
      `${formatCount(injected.overflows)} requests were let pass, as ${maxActive ?? 100} were held at once in a proxy already.`,
    )
  return sentences
}

/** Where a part is not counted the count is a bound, and 0 is no finding. */
function inAll(count: number, injected: Fault['injected']): string {
  if (!injected.isPartial) return `${formatCount(count)} in all`
  return `${count === 0 ? 'how many in all is not known' : `at least ${formatCount(count)}`}; ${uncountedWords(injected).join(', ')}`
}

/** How its end was proved. */
export function removalSentence({ state, stopping, endedAt, evidence }: Fault): string {
  if (state !== 'ended' || !stopping || endedAt === null) return 'Its removal is not proved yet.'
  const unread = evidence.filter(({ reason }) => reason !== undefined)
  const proxies = formatPlural(evidence.length, 'proxy', 'proxies')
  const seconds = ((endedAt - stopping.at) / 1000).toFixed(1)
  if (evidence.length === 0) return 'No proxy ever had it.'
  if (unread.length === 0) return `Proved gone ${seconds} s after its end: all of ${proxies} read back without it, counters standing still.`
  return `Gone ${seconds} s after its end; read back on ${evidence.length - unread.length} of ${proxies}, the others: ${unread.map(({ proxyId, reason }) => `${proxyId} ${reason}`).join(', ')}.`
}
