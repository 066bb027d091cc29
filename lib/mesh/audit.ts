import type { Millis } from './names'

/** What was done: by whom, from where, why, what was there before and after (documents, as far as there are any), and what came of it. */
export type AuditRow = {
  at: Millis
  actor: string
  /** Where the request came from; absent or null for what Outrider does by itself. */
  address?: string | null | undefined
  action: string
  subject: string
  reason: string
  before?: unknown
  after?: unknown
  outcome: string
}

/** A row as it is exported. Without `hash` it is what the hash is made of; `hash` is null in rows that are older than the chain. `at` is ISO 8601. */
export type AuditEntry = {
  id: number
  at: string
  actor: string
  address: string | null
  action: string
  subject: string
  reason: string
  before: unknown
  after: unknown
  outcome: string
  hash: string | null
}

/** The row that was written last. */
export type AuditHead = { id: number; hash: string }
/** `id`: the row at which it shows. */
export type AuditProblem = { id: number; message: string }
/** `unhashed`: rows from before the chain; the first hash covers them all. */
export type AuditVerdict = { ok: boolean; rows: number; unhashed: number; head: AuditHead | null; problems: AuditProblem[] }
