import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import { minuteMs, minuteOf } from './spans'

export type RawRow = { seq: number; first: number; data: Buffer }
type Range = [minMinute: number, maxMinute: number, from: number, to: number]
// A window is filed under the minute in which it ends; one longer than this is found only near its end.
const longestWindowMs = 10 * minuteMs
const cacheBytes = 24_000_000

/** Raw rows on a reading connection. The newest are kept in memory: whoever watches the live mesh asks for them every few seconds. */
export class RawRows {
  private readonly cache = new Map<number, RawRow>()
  private cachedBytes = 0
  private readonly bytesIn: Database.Statement<Range, { bytes: number | null }>
  private readonly rowsIn: Database.Statement<Range, { seq: number; first: number }>
  private readonly dataOf: Database.Statement<[number], { data: Buffer }>
  private readonly oldest: Database.Statement<[], { minute: number | null }>
  private readonly newestLast: Database.Statement<[number], { last: number | null }>

  constructor(db: Database.Database) {
    const where = 'minute >= ? AND minute <= ? AND last > ? AND first < ?'
    this.bytesIn = db.prepare(`SELECT sum(size) AS bytes FROM raw WHERE ${where}`)
    this.rowsIn = db.prepare(`SELECT seq, first FROM raw WHERE ${where} ORDER BY seq`)
    this.dataOf = db.prepare('SELECT data FROM raw WHERE seq = ?')
    this.oldest = db.prepare('SELECT min(minute) AS minute FROM raw')
    this.newestLast = db.prepare('SELECT max(last) AS last FROM raw WHERE minute >= (SELECT max(minute) FROM raw) - ?')
  }

  oldestMinute(): Millis | null {
    return this.oldest.get()?.minute ?? null
  }

  newest(): Millis | null {
    return this.newestLast.get(longestWindowMs)?.last ?? null
  }

  bytes(from: Millis, to: Millis): number {
    return this.bytesIn.get(...range(from, to, 0))?.bytes ?? 0
  }

  /** Rows that may hold windows overlapping [from, to], filed under `sinceMinute` or later, in the order they were written. */
  overlapping(from: Millis, to: Millis, sinceMinute: Millis): RawRow[] {
    return this.rowsIn.all(...range(from, to, sinceMinute)).map((row) => this.load(row.seq, row.first))
  }

  private load(seq: number, first: number): RawRow {
    const known = this.cache.get(seq)
    if (known) return known
    const data = this.dataOf.get(seq)?.data ?? Buffer.alloc(0)
    const row = { seq, first, data }
    this.cache.set(seq, row)
    this.cachedBytes += data.length
    for (const [oldSeq, old] of this.cache) {
      if (this.cachedBytes <= cacheBytes) break
      this.cache.delete(oldSeq)
      this.cachedBytes -= old.data.length
    }
    return row
  }
}

const range = (from: Millis, to: Millis, sinceMinute: Millis): Range => [
  Math.max(minuteOf(from), sinceMinute),
  minuteOf(to) + longestWindowMs,
  from,
  to,
]
