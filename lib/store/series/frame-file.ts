import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { Accumulator } from './accumulator'
import { addFramePart, encodeFramePart, partSize } from './entry-codec'
import { dayMs, floorTo, hourMs } from './spans'

export type FrameKind = 'minute' | 'hour'
const kinds = { minute: 0, hour: 1 } as const
type PartRow = { part: number; data: Buffer }
/** Which series of a frame are read: by id, and by part of 256 ids. */
export type Wanted = { ids: Uint8Array; parts: readonly number[] }

/**
 * Cumulative frames on one connection. A minute frame holds all sums since its hour began, an hour frame all since its day (UTC) began; both exist
 * only where something was counted, so the newest frame at or before a time always holds the sum up to that time.
 */
export class FrameFile {
  private readonly insert: Database.Statement<[number, number, number, Buffer]>
  private readonly latestAt: Database.Statement<[number, number, number], { at: number | null }>
  private readonly allParts: Database.Statement<[number, number], PartRow>
  private readonly onePart: Database.Statement<[number, number, number], PartRow>

  constructor(db: Database.Database) {
    this.insert = db.prepare('INSERT OR REPLACE INTO frame (kind, at, part, data) VALUES (?, ?, ?, ?)')
    this.latestAt = db.prepare('SELECT max(at) AS at FROM frame WHERE kind = ? AND at > ? AND at <= ?')
    this.allParts = db.prepare('SELECT part, data FROM frame WHERE kind = ? AND at = ? ORDER BY part')
    this.onePart = db.prepare('SELECT part, data FROM frame WHERE kind = ? AND at = ? AND part = ?')
  }

  /** Bins of `sums` are by bin id. */
  write(kind: FrameKind, at: Millis, sums: Accumulator): void {
    const slots = Array.from({ length: sums.size }, (_, slot) => slot).sort((a, b) => (sums.keys[a] ?? 0) - (sums.keys[b] ?? 0))
    const partOf = (slot: number | undefined): number => Math.floor((sums.keys[slot ?? 0] ?? 0) / partSize)
    let start = 0
    while (start < slots.length) {
      const part = partOf(slots[start])
      let end = start
      while (end < slots.length && partOf(slots[end]) === part) end++
      this.insert.run(kinds[kind], at, part, encodeFramePart(sums, slots.slice(start, end), part, at))
      start = end
    }
  }

  /** Time of the newest frame in (after, upTo]; null when there is none. */
  latest(kind: FrameKind, after: Millis, upTo: Millis): Millis | null {
    return this.latestAt.get(kinds[kind], after, upTo)?.at ?? null
  }

  add(
    sums: Accumulator,
    kind: FrameKind,
    at: Millis,
    sign: 1 | -1,
    wanted: Wanted | null = null,
    binIndex: Int32Array | null = null,
  ): void {
    if (!wanted) {
      for (const row of this.allParts.all(kinds[kind], at)) addFramePart(sums, row.data, row.part, at, sign, null, binIndex)
      return
    }
    for (const part of wanted.parts) {
      const row = this.onePart.get(kinds[kind], at, part)
      if (row) addFramePart(sums, row.data, part, at, sign, wanted.ids, binIndex)
    }
  }

  /** Adds all that was counted in (from, to], both on full minutes: at most five frames within two days, one more per further day. */
  addRange(sums: Accumulator, from: Millis, to: Millis, wanted: Wanted | null, binIndex: Int32Array): void {
    const add = (kind: FrameKind, at: Millis | null, sign: 1 | -1): void => {
      if (at !== null) this.add(sums, kind, at, sign, wanted, binIndex)
    }
    const fromHour = floorTo(from, hourMs)
    const toHour = floorTo(to, hourMs)
    add('minute', this.latest('minute', toHour, to), 1)
    add('minute', this.latest('minute', fromHour, from), -1)
    if (fromHour === toHour) return
    const addHours = (dayStart: Millis, upTo: Millis, sign: 1 | -1): void => {
      const hours = this.latest('hour', dayStart, upTo)
      add('hour', hours, sign)
      // The last hour before a silence is rolled up only when something is counted again: until then its last minute frame is its total.
      add('minute', this.latest('minute', hours ?? dayStart, upTo), sign)
    }
    const fromDay = floorTo(from, dayMs)
    addHours(floorTo(to, dayMs), toHour, 1)
    addHours(fromDay, fromHour, -1)
    for (let day = fromDay; day < floorTo(to, dayMs); day += dayMs) addHours(day, day + dayMs, 1)
  }
}
