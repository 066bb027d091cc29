import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '@/lib/errors'
import type { Millis } from '@/lib/mesh/names'

type Migration = { name: string; sql: string; checksum: string }
type AppliedRow = { migration_name: string; checksum: string; finished_at: number | null }

// Prisma's own table, so that its command line can take over.
const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
  "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`

/**
 * Brings steer.db to the version of this build, forward only; answers the names it applied. All of it is one transaction.
 * Refused with `unavailable`: a database that knows migrations this build does not (it is newer), and an applied migration whose file was edited.
 * An existing database with rows is first copied beside itself (`steer.db.before-<name>`).
 */
export function migrateSteer(file: string, migrationsFolder: string, now: Millis): string[] {
  const isNew = !existsSync(file)
  const db = new Database(file, { timeout: 5_000 })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = OFF')
    const known = readMigrations(migrationsFolder)
    const pending = pendingOf(db, known, file)
    const first = pending[0]
    if (!first) return []
    if (!isNew && hasHistory(db)) backUp(db, `${file}.before-${first.name}`)
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(historyTable)
      const applied = pendingOf(db, known, file)
      for (const migration of applied) apply(db, migration, now)
      const broken = db.pragma('foreign_key_check')
      if (Array.isArray(broken) && broken.length > 0)
        throw new AppError('internal', 'the migration would leave rows without their parent: it was undone')
      db.exec('COMMIT')
      return applied.map((migration) => migration.name)
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  } finally {
    db.close()
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  if (names.length === 0) throw new AppError('internal', `there are no migrations in ${folder}: the build is incomplete`)
  return names.map((name) => {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

const hasHistory = (db: Database.Database): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`).get() !== undefined

function pendingOf(db: Database.Database, known: Migration[], file: string): Migration[] {
  if (!hasHistory(db)) return known
  const statement = db.prepare<[], AppliedRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name',
  )
  const applied = new Map(statement.all().map((row) => [row.migration_name, row]))
  const newer = [...applied.keys()].filter((name) => known.every((migration) => migration.name !== name))
  if (newer.length > 0) {
    const message = `${file} was written by a newer Outrider (it has ${newer.join(', ')}, which this version does not know): start that version, or restore a backup`
    throw new AppError('unavailable', message)
  }
  for (const migration of known) {
    const row = applied.get(migration.name)
    if (row && row.checksum !== migration.checksum)
      throw new AppError(
        'unavailable',
        `the migration ${migration.name} was edited after it had been applied to ${file}: put the original file back`,
      )
  }
  return known.filter((migration) => !applied.has(migration.name))
}

function apply(db: Database.Database, migration: Migration, now: Millis): void {
  db.exec(migration.sql)
  db.prepare(
    'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count) VALUES (?, ?, ?, ?, NULL, ?, 1)',
  ).run(randomUUID(), migration.checksum, now, migration.name, now)
}

function backUp(db: Database.Database, target: string): void {
  if (existsSync(target)) return
  db.prepare('VACUUM INTO ?').run(target)
}
