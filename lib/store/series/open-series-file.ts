import Database from 'better-sqlite3'
import { AppError } from '@/lib/errors'

const version = 1

// raw: one row per flush and minute, its windows as one blob. frame: cumulative totals (kind 0: since the hour began, at = end of a minute;
// kind 1: since the day began, at = end of an hour), in parts of 256 series, so that one edge's history reads little.
const schema = `
CREATE TABLE series (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE bin (id INTEGER PRIMARY KEY, lower REAL NOT NULL, upper REAL NOT NULL, UNIQUE (lower, upper));
CREATE TABLE raw (seq INTEGER PRIMARY KEY, minute INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX raw_by_minute ON raw (minute, last, first, size);
CREATE TABLE frame (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX frame_by_time ON frame (kind, at, part);
CREATE TABLE status (id TEXT PRIMARY KEY, status TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE TABLE runtime (id INTEGER PRIMARY KEY, state TEXT NOT NULL);
`

/** The writing connection of series.db, made new where there is none; a file of a newer version is refused. NORMAL: power loss may cost the last rounds, never the file. */
export function openSeriesWriter(file: string): Database.Database {
  const db = prepareSeriesFile(file)
  db.pragma('synchronous = NORMAL')
  db.pragma('wal_autocheckpoint = 4000')
  db.pragma('cache_size = -16000')
  return db
}

/** A reading connection; creates the file first where the runtime has not come yet. */
export function openSeriesReader(file: string): Database.Database {
  prepareSeriesFile(file).close()
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2_000 })
  db.pragma('cache_size = -32000')
  return db
}

function prepareSeriesFile(file: string): Database.Database {
  const db = new Database(file, { timeout: 5_000 })
  try {
    if (versionOf(db) === 0) {
      db.pragma('auto_vacuum = INCREMENTAL')
      db.pragma('journal_mode = WAL')
      db.transaction(() => {
        if (versionOf(db) !== 0) return
        db.exec(schema)
        db.pragma(`user_version = ${version}`)
      }).immediate()
    }
    if (versionOf(db) > version)
      throw new AppError(
        'unavailable',
        `${file} was written by a newer Outrider (version ${versionOf(db)}, this one knows ${version}): start that version, or move the file away`,
      )
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }))
