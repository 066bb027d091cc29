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
  if (row.reason === reason || row.stage === 'rejected' || row.stage === 'unsupported') return row
  const { reason: _former, ...rest } = row
  return reason === undefined ? rest : { ...rest, reason }
}

/** Rows of proxies that can take the change: only those are waited for. */
export const whereSupported = <Row extends { stage: EvidenceStage }>(rows: readonly Row[]): Row[] =>
  rows.filter(({ stage }) => stage !== 'unsupported')

/** What follows "3 of 3" where some proxies cannot take the change: ` that can; 2 cannot`; empty where all can. */
export function cannotWords(rows: readonly { stage: EvidenceStage }[]): string {
  const cannot = rows.length - whereSupported(rows).length
  return cannot === 0 ? '' : ` that can; ${cannot} cannot`
}

export function countInForce(evidence: readonly Evidence[]): InForce {
  const rows = whereSupported(evidence)
  const observed = rows.filter((row) => row.stage === 'observed').length
  return { loaded: rows.filter((row) => row.stage === 'loaded').length + observed, observed, total: rows.length }
}

/** In force = loaded on every consumer that can take it. Where none can it is rejected, as nobody will run it; without any nothing can be proved: pending. */
export function toChangeState(rows: readonly Evidence[]): ChangeState {
  const evidence = whereSupported(rows)
  if (evidence.length === 0) return rows.length > 0 ? 'rejected' : 'pending'
  if (evidence.some((row) => row.stage === 'rejected')) return 'rejected'
  const { loaded, total } = countInForce(evidence)
  if (loaded === total) return 'in_force'
  return evidence.every((row) => row.stage === 'stored') ? 'pending' : 'applying'
}

/**
 * Rows for the present consumers: known ones kept, new ones stored at `at`, those of proxies that left dropped. cannot: proxies that cannot take the change, and why;
 * one that had loaded it keeps what was proved.
 */
export function alignEvidence(
  rows: readonly Evidence[],
  consumers: readonly string[],
  at: Millis,
  cannot: readonly { proxyId: string; reason: string }[] = [],
): Evidence[] {
  const known = new Map(whereSupported(rows).map((row) => [row.proxyId, row]))
  const refused = new Set(cannot.map(({ proxyId }) => proxyId))
  const asked = consumers.filter((proxyId) => !refused.has(proxyId))
  return [
    ...asked.map((proxyId): Evidence => known.get(proxyId) ?? { proxyId, stage: 'stored', at: { stored: at } }),
    ...cannot.flatMap(({ proxyId, reason }): Evidence[] => {
      if (known.get(proxyId)?.at.loaded !== undefined) return []
      return [{ proxyId, stage: 'unsupported', at: { stored: at }, reason: `not supported here: ${reason}` }]
    }),
  ]
}

/** Rows of proxies that are no consumers any more but had loaded the change: that was proved, and stays with it. */
export const provedBefore = (rows: readonly Evidence[], consumers: readonly string[]): Evidence[] =>
  rows.filter((row) => row.at.loaded !== undefined && !consumers.includes(row.proxyId))

export type Pace = { half: number | null; most: number | null; all: number | null }

/** Seconds from `since` until 50, 99 and 100 % of all that can had reached the stage; null where they have not, and without rows. */
export function paceOf(all: readonly Evidence[], stage: 'accepted' | 'loaded' | 'observed', since: Millis): Pace {
  const rows = whereSupported(all)
  const times = rows.flatMap((row) => row.at[stage] ?? []).sort((a, b) => a - b)
  const after = (share: number): number | null => {
    const reached = rows.length === 0 ? undefined : times[Math.ceil(rows.length * share) - 1]
    return reached === undefined ? null : Math.max(0, reached - since) / 1000
  }
  return { half: after(0.5), most: after(0.99), all: after(1) }
}
