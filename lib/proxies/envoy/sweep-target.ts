import type { Millis } from '@/lib/mesh/names'
import type { Sweep } from '@/lib/metrics/sweep'
import { type PageAnswer, PageProblem } from '@/lib/proxies/page-client'
import { adminPages } from './admin-pages'
import { assembleSweep } from './assemble-sweep'
import { type ClusterStatus, parseClusters } from './clusters'
import { type LatencyPage, parseHistograms } from './histograms'
import type { JsonObject } from './json'
import { parseListeners } from './listeners'
import type { Call, TargetSession } from './target-session'

const listenersEveryMs = 60_000
const triedAgainAfterMs = 60_000

type Costs = { sizeBytes: number; slowestMs: number }

/**
 * One round of one proxy, page after page: text statistics, detailed latency, `/clusters`, and `/listeners` at first and then every 60 s. Where the text
 * page is refused (403, 404, 405), the Prometheus page stands in for the first two, and the text page is tried again after a minute. Of a target of kind
 * prometheus-text only its own page is read.
 */
export async function sweepTarget(session: TargetSession, now: () => Millis, call: Call): Promise<Sweep> {
  const startedAt = performance.now()
  const costs: Costs = { sizeBytes: 0, slowestMs: 0 }
  const at = now()
  session.tally.begin()
  session.slowestMs = 0
  const isForeign = session.target.kind === 'prometheus-text'
  const usesNative = !isForeign && (await readNumbers(session, at, call, costs))
  if (!usesNative) await readExposition(session, isForeign ? ownPath(session.target.url) : adminPages.prometheus.path, call, costs)
  const latency: LatencyPage | null = usesNative ? await ifAllowed(session, 'histograms', call, costs, parseHistograms) : null
  const clusters: ClusterStatus[] | null = isForeign ? null : await ifAllowed(session, 'clusters', call, costs, parseClusters)
  const bound = isForeign ? null : await readBound(session, at, call, costs)
  session.slowestMs = costs.slowestMs
  session.tally.prune()
  const badLines = usesNative ? session.text.badLines : session.exposition.badLines
  const tookMs = performance.now() - startedAt
  const page = usesNative ? 'native' : 'prometheus'
  return assembleSweep(session.tally, { at, page, clusters, latency, bound, sizeBytes: costs.sizeBytes, tookMs, badLines })
}

/** Answers false where the proxy refuses the text page. */
async function readNumbers(session: TargetSession, at: Millis, call: Call, costs: Costs): Promise<boolean> {
  if (session.page === 'prometheus' && at - session.refusedAt < triedAgainAfterMs) return false
  session.text.begin()
  try {
    count(costs, await session.readLines(adminPages.stats.path, session.text, call))
  } catch (error) {
    if (!isRefusal(error)) throw error
    session.page = 'prometheus'
    session.refusedAt = at
    return false
  }
  if (session.text.taken === 0) throw new PageProblem('not_envoy', `${adminPages.stats.path} holds no statistics of an Envoy`)
  session.page = 'native'
  return true
}

async function readExposition(session: TargetSession, path: string, call: Call, costs: Costs): Promise<void> {
  session.exposition.begin()
  count(costs, await session.readLines(path, session.exposition, call))
  if (session.exposition.taken === 0) throw new PageProblem('not_envoy', 'no Envoy series on this page')
}

/** null where the proxy refuses this page: its sweep goes on without it. */
async function ifAllowed<T>(
  session: TargetSession,
  page: 'histograms' | 'clusters' | 'listeners',
  call: Call,
  costs: Costs,
  parse: (json: JsonObject) => T,
): Promise<T | null> {
  try {
    const { json, answer } = await session.readJson(page, call)
    count(costs, answer)
    return parse(json)
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

async function readBound(session: TargetSession, at: Millis, call: Call, costs: Costs): Promise<Sweep['bound']> {
  if (session.listenersAt !== null && at - session.listenersAt < listenersEveryMs) return null
  const bound = await ifAllowed(session, 'listeners', call, costs, parseListeners)
  session.listenersAt = at
  if (bound) session.bound = bound
  return bound
}

/** The page that the configuration names; Envoy's where it names none. */
function ownPath(target: string): string {
  const { pathname, search } = new URL(target)
  return pathname === '/' ? adminPages.prometheus.path : pathname + search
}

function count(costs: Costs, answer: PageAnswer): void {
  costs.sizeBytes += answer.sizeBytes
  costs.slowestMs = Math.max(costs.slowestMs, answer.tookMs)
}

const isRefusal = (error: unknown): boolean =>
  error instanceof PageProblem && error.status !== null && [403, 404, 405].includes(error.status)
