import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { Retention } from '../store'
import { minuteMs } from './spans'

const rowsAStep = 500

/**
 * Drops what is past its age or too much: raw windows, then minute frames but for the last of each quarter of an hour, then those. Over `maxBytes` the oldest go
 * first, raw before frames. Raw rows whose minute has no frame yet stay. One bounded step; true when there is more to do.
 */
export class SeriesRetention {
  private minutesDroppedTo: Millis = 0
  private readonly dropRaw: Database.Statement<[number, number]>
  private readonly dropMinutes: Database.Statement<[number, number, number]>
  private readonly dropFrames: Database.Statement<[number, number]>
  private readonly db: Database.Database
  private readonly retention: Retention

  constructor(db: Database.Database, retention: Retention) {
    this.db = db
    this.retention = retention
    this.dropRaw = db.prepare('DELETE FROM raw WHERE seq IN (SELECT seq FROM raw WHERE minute < ? ORDER BY minute LIMIT ?)')
    this.dropMinutes = db.prepare(`DELETE FROM frame WHERE id IN (
      SELECT id FROM frame AS old WHERE kind = 0 AND at >= ? AND at < ? AND EXISTS (
        SELECT 1 FROM frame AS later WHERE later.kind = 0 AND later.at > old.at AND later.at <= (old.at + 899999) / 900000 * 900000)
      ORDER BY at LIMIT ?)`)
    this.dropFrames = db.prepare('DELETE FROM frame WHERE id IN (SELECT id FROM frame WHERE at < ? ORDER BY at LIMIT ?)')
  }

  step(now: Millis, framedUpTo: Millis): boolean {
    const minutesTo = now - this.retention.minuteMs
    const raw = this.dropRaw.run(Math.min(now - this.retention.rawMs, framedUpTo), rowsAStep).changes
    const minutes = this.dropMinutes.run(this.minutesDroppedTo, minutesTo, rowsAStep).changes
    if (minutes < rowsAStep) this.minutesDroppedTo = Math.max(0, minutesTo - 60 * minuteMs)
    const frames = this.dropFrames.run(now - this.retention.quarterMs, rowsAStep).changes
    const isTooLarge = this.bytes() > this.retention.maxBytes && this.dropOldest(framedUpTo)
    this.db.pragma('incremental_vacuum(512)')
    return isTooLarge || Math.max(raw, minutes, frames) === rowsAStep
  }

  /** Bytes in use; pages that deletion freed do not count. */
  private bytes(): number {
    const of = (name: string): number => Number(this.db.pragma(name, { simple: true }))
    return (of('page_count') - of('freelist_count')) * of('page_size')
  }

  private dropOldest(framedUpTo: Millis): boolean {
    return this.dropRaw.run(framedUpTo, rowsAStep).changes > 0 || this.dropFrames.run(framedUpTo, rowsAStep).changes > 0
  }
}
