import type { Evidence } from '@/lib/mesh/change'
import { advanceEvidence, alignEvidence, explainEvidence, rejectEvidence } from '@/lib/mesh/evidence'
import type { Millis } from '@/lib/mesh/names'
import { observedSplit } from '@/lib/routing/observed-split'
import { type CanaryState, weightOf } from './canary-state'
import { isSameTraffic } from './in-force'
import type { CallerProxy } from './observation'

/** Requests of both arms that a proxy was seen to send since the present traffic was asked for. */
export type ArmTotals = { canary: number; baseline: number }

/**
 * The evidence that the present traffic is in force: a row per caller proxy, begun anew when other traffic is asked for. A proxy found with something else after
 * it had loaded what was asked goes back to the beginning: it no longer runs it.
 */
export function alignCanaryEvidence(
  rows: readonly Evidence[],
  state: Pick<CanaryState, 'traffic' | 'trafficSince'>,
  proxies: readonly CallerProxy[],
  totalsOf: (proxyId: string) => ArmTotals,
): Evidence[] {
  const { traffic, trafficSince } = state
  const own = rows.filter((row) => row.at.stored === trafficSince)
  const byId = new Map(proxies.map((proxy) => [proxy.proxyId, proxy]))
  return alignEvidence(own, [...byId.keys()], trafficSince).map((row) => {
    const proxy = byId.get(row.proxyId)
    return proxy ? advance(row, proxy, state, totalsOf(row.proxyId)) : row
  })

  function advance(row: Evidence, proxy: CallerProxy, asked: { traffic: CanaryState['traffic'] }, totals: ArmTotals): Evidence {
    const readAt = proxy.readAt !== null && proxy.readAt >= trafficSince ? proxy.readAt : null
    const isLoaded = readAt !== null && proxy.loaded !== null && isSameTraffic(proxy.loaded, asked.traffic)
    if (isLoaded) return observe(explainEvidence(advanceEvidence(row, 'loaded', readAt), undefined), weightOf(traffic), totals, readAt)
    const at: Millis = readAt ?? trafficSince
    if (proxy.refusal !== null) return rejectEvidence(row, at, proxy.refusal)
    const reason = proxy.problem ?? (readAt === null ? 'not read back yet' : 'it runs something else')
    const begun: Evidence = readAt !== null ? { proxyId: row.proxyId, stage: 'stored', at: { stored: trafficSince } } : row
    return explainEvidence(begun, reason)
  }
}

/** Weights of 0 and 100 leave no split to hold against counts. */
function observe(row: Evidence, weight: number, totals: ArmTotals, at: Millis): Evidence {
  if (weight <= 0 || weight >= 100) return row
  const weights = new Map([
    ['canary', weight],
    ['baseline', 100 - weight],
  ])
  const verdict = observedSplit(weights, new Map(Object.entries(totals)))
  if (verdict === 'agrees') return advanceEvidence(row, 'observed', at)
  const total = totals.canary + totals.baseline
  if (verdict === 'too_few') return explainEvidence(row, total === 0 ? 'no traffic yet' : `${total} requests: too few to tell the split`)
  return explainEvidence(row, `traffic disagrees: ${totals.canary} of ${total} requests to the canary`)
}
