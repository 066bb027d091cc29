import type { ChangeState, Evidence, EvidenceStage, InForce } from './change'
import type { Millis } from './names'

const order: readonly EvidenceStage[] = ['stored', 'accepted', 'loaded', 'observed']

/** The reason of a loaded row that no whole window has counted since; whoever shows it knows when the next one ends. */
export const notMeasuredYet = 'not measured yet'

/**
 * The row after `stage` was reached at `at`. Stages only go forward; a skipped one gets the same time, and so does one that was noticed only later: what is
 * loaded at `at` was accepted by then. A refusal is left by any later acceptance.
 */
export function advanceEvidence(row: Evidence, stage: 'accepted' | 'loaded' | 'observed', at: Millis): Evidence {
  if (row.stage !== 'rejected' && order.indexOf(row.stage) >= order.indexOf(stage)) return row
  const times = { ...row.at }
  for (const passed of order.slice(1, order.indexOf(stage) + 1) as ('accepted' | 'loaded' | 'observed')[])
    times[passed] = Math.min(times[passed] ?? at, at)
  return { proxyId: row.proxyId, stage, at: times }
}

/** The row of a proxy that refused, with its own words. A row that is already loaded stays: what it runs was proved. */
export function rejectEvidence(row: Evidence, at: Millis, words: string): Evidence {
  if (row.stage === 'loaded' || row.stage === 'observed') return row
  return { proxyId: row.proxyId, stage: 'rejected', at: { ...row.at, rejected: row.at.rejected ?? at }, reason: words }
}

/** The row with the reason why it is not further; unchanged (same object) where nothing is new. */
export function explainEvidence(row: Evidence, reason: string | undefined): Evidence {
  if (row.reason === reason || row.stage === 'rejected') return row
  const { reason: _former, ...rest } = row
  return reason === undefined ? rest : { ...rest, reason }
}

export function countInForce(evidence: readonly Evidence[]): InForce {
  const observed = evidence.filter((row) => row.stage === 'observed').length
  return { loaded: evidence.filter((row) => row.stage === 'loaded').length + observed, observed, total: evidence.length }
}

/** In force = loaded on every consumer. Without a consumer nothing can be proved: pending. */
export function toChangeState(evidence: readonly Evidence[]): ChangeState {
  if (evidence.length === 0) return 'pending'
  if (evidence.some((row) => row.stage === 'rejected')) return 'rejected'
  const { loaded, total } = countInForce(evidence)
  if (loaded === total) return 'in_force'
  return evidence.every((row) => row.stage === 'stored') ? 'pending' : 'applying'
}

/** Rows for the present consumers: known ones kept, new ones stored at `at`, those of proxies that left dropped. */
export function alignEvidence(rows: readonly Evidence[], consumers: readonly string[], at: Millis): Evidence[] {
  const known = new Map(rows.map((row) => [row.proxyId, row]))
  return consumers.map((proxyId) => known.get(proxyId) ?? { proxyId, stage: 'stored', at: { stored: at } })
}

/** Rows of proxies that are no consumers any more but had loaded the change: that was proved, and stays with it. */
export const provedBefore = (rows: readonly Evidence[], consumers: readonly string[]): Evidence[] =>
  rows.filter((row) => row.at.loaded !== undefined && !consumers.includes(row.proxyId))

export type Pace = { half: number | null; most: number | null; all: number | null }

/** Seconds from `since` until 50, 99 and 100 % of all rows had reached the stage; null where they have not, and without rows. */
export function paceOf(rows: readonly Evidence[], stage: 'accepted' | 'loaded' | 'observed', since: Millis): Pace {
  const times = rows.flatMap((row) => row.at[stage] ?? []).sort((a, b) => a - b)
  const after = (share: number): number | null => {
    const reached = rows.length === 0 ? undefined : times[Math.ceil(rows.length * share) - 1]
    return reached === undefined ? null : Math.max(0, reached - since) / 1000
  }
  return { half: after(0.5), most: after(0.99), all: after(1) }
}
