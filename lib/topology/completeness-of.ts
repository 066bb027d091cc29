import type { Completeness } from '@/lib/mesh/topology'
import { doesAnswer } from './add-proxies'
import { isLive } from './coverage'
import type { GraphDraft } from './graph-draft'

/** How many of the known proxies answer, how old the oldest of their answers is, and what is wrong with the rest. */
export function completenessOf({ input, coverage }: Pick<GraphDraft, 'input' | 'coverage'>): Completeness {
  const answering = input.proxies.filter((proxy) => doesAnswer({ input, coverage }, proxy))
  const ages = isLive(input)
    ? answering.flatMap(({ reading }) => (reading.lastAnswerAt === null ? [] : [input.now - reading.lastAnswerAt]))
    : []
  return {
    proxies: input.proxies.length,
    answering: answering.length,
    oldestAnswerSeconds: ages.length > 0 ? Math.max(0, Math.max(...ages) / 1000) : null,
    problems: isLive(input)
      ? input.proxies.flatMap(({ id, reading }) => (reading.problem ? [{ proxyId: id, problem: reading.problem }] : []))
      : [],
  }
}
