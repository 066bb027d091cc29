import type { AuditEntry } from '@/lib/mesh/audit'

/** A row as the columns below give it. Numbers come as text, so that whatever somebody wrote there by hand can be read and be found wrong. */
export type StoredAuditRow = Record<'at' | 'actor' | 'action' | 'subject' | 'reason' | 'outcome', string> &
  Record<'address' | 'before' | 'after' | 'hash', string | null> & { id: number | bigint }

export const auditColumns =
  'id, CAST(at AS TEXT) AS at, actor, CAST(address AS TEXT) AS address, action, subject, reason, CAST("before" AS TEXT) AS "before", CAST("after" AS TEXT) AS "after", outcome, CAST(hash AS TEXT) AS hash'

export function toAuditEntry(row: StoredAuditRow): AuditEntry {
  const { actor, address, action, subject, reason, outcome, hash } = row
  const at = toTime(row.at)
  return {
    id: Number(row.id),
    at,
    actor,
    address,
    action,
    subject,
    reason,
    before: parse(row.before),
    after: parse(row.after),
    outcome,
    hash,
  }
}

/** Text that is no time or no JSON was not written by us; it is kept as it is. */
function toTime(text: string): string {
  const at = new Date(Number(text))
  return Number.isNaN(at.getTime()) ? text : at.toISOString()
}

function parse(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
