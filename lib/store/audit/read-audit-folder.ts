import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '@/lib/errors'
import type { AuditEntry, AuditVerdict } from '@/lib/mesh/audit'
import { auditColumns, type StoredAuditRow, toAuditEntry } from './audit-columns'
import { headName, parseHead } from './audit-head'
import { ChainWalk } from './chain-walk'

/** The audit of a data folder, read as it lies there: no Outrider has to run, and none is disturbed. Oldest first. */
export function readAuditFolder(folder: string): {
  entries: Iterable<AuditEntry>
  verify(expected: string | null): AuditVerdict
  close(): void
} {
  const file = join(folder, 'steer.db')
  if (!existsSync(file)) throw new AppError('not_found', `there is no steer.db in ${folder}: name the data folder of an Outrider`)
  const db = new Database(file, { readonly: true, timeout: 5_000 })
  if (!db.prepare("SELECT 1 FROM pragma_table_info('audit') WHERE name = 'hash'").get()) {
    db.close()
    throw new AppError('unavailable', `${file} was written by an Outrider whose audit had no hashes yet: start this version on it once`)
  }
  const entries = {
    *[Symbol.iterator]() {
      for (const row of db.prepare<[], StoredAuditRow>(`SELECT ${auditColumns} FROM audit ORDER BY id`).iterate()) yield toAuditEntry(row)
    },
  }
  return {
    entries,
    verify: (expected) =>
      // One read transaction, so that a running Outrider may append meanwhile.
      db.transaction(() => {
        const walk = new ChainWalk(expected)
        for (const entry of entries) walk.add(entry)
        return walk.end(
          parseHead(db.prepare<[string], { value: string }>('SELECT value FROM value WHERE name = ?').get(headName)?.value ?? null),
        )
      })(),
    close: () => void db.close(),
  }
}
