import type { ChangeWire } from '@/lib/api/changes'
import { whereSupported } from '@/lib/mesh/evidence'

export type EvidenceRow = ChangeWire['evidence'][number]
export type StageName = 'stored' | 'accepted' | 'loaded' | 'observed'
export const stages: readonly StageName[] = ['stored', 'accepted', 'loaded', 'observed']

/** How many of those that can have reached the stage. */
export const countReached = (rows: readonly EvidenceRow[], stage: StageName): number =>
  whereSupported(rows).filter((row) => row.at[stage] !== undefined).length

/** Milliseconds from the change until `share` (0..1) of all that can had reached the stage; null when they have not. */
export function timeToReach(change: Pick<ChangeWire, 'at' | 'evidence'>, stage: StageName, share: number): number | null {
  const rows = whereSupported(change.evidence)
  const needed = Math.ceil(rows.length * share)
  const times = rows.flatMap((row) => (row.at[stage] ? [Date.parse(row.at[stage]) - Date.parse(change.at)] : [])).sort((a, b) => a - b)
  return needed === 0 ? null : (times[needed - 1] ?? null)
}

/** Refused first, then those not loaded, by name. Those that are only not observed are no laggards: observing follows with traffic. */
export function laggards(rows: readonly EvidenceRow[]): EvidenceRow[] {
  const rank = (row: EvidenceRow) => (row.stage === 'rejected' ? 0 : row.stage === 'stored' ? 1 : 2)
  return whereSupported(rows)
    .filter((row) => row.at.loaded === undefined)
    .sort((a, b) => rank(a) - rank(b) || a.proxyId.localeCompare(b.proxyId))
}
