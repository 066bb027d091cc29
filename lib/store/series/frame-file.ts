import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { Accumulator } from './accumulator'
import { addFramePart, encodeFramePart, partSize } from './entry-codec'
import { dayMs, floorTo, hourMs } from './spans'

export type FrameKind = 'minute' | 'hour'
const kinds = { minute: 0, hour: 1 } as const
type PartRow = { part: number; data: Buffer }
export type SignedFrame = { kind: FrameKind; at: Millis; sign: 1 | -1 }

/**
 * Cumulative frames on one connection. A minute frame holds all sums since its hour began, an hour frame all since its day (UTC) began; both exist
 * only where something was counted, so the newest frame at or before a time always holds the sum up to that time.
 */
export class FrameFile {
  private readonly insert: Database.Statement<[number, number, number, Buffer]>
  private readonly latestAt: Database.Statement<[number, number, number], { at: number | null }>
  private readonly allParts: Database.Statement<[number, number], PartRow>
  private readonly onePart: Database.Statement<[number, number, number], PartRow>

  private readonly partNumbers: Database.Statement<[number, number], { part: number }>

  constructor(db: Database.Database) {
    this.insert = db.prepare('INSERT OR REPLACE INTO frame (kind, at, part, data) VALUES (?, ?, ?, ?)')
    this.latestAt = db.prepare('SELECT max(at) AS at FROM frame WHERE kind = ? AND at > ? AND at <= ?')
    this.allParts = db.prepare('SELECT part, data FROM frame WHERE kind = ? AND at = ? ORDER BY part')
    this.partNumbers = db.prepare('SELECT part FROM frame WHERE kind = ? AND at = ?')
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

  /** Adds a whole frame, bins by bin id. */
  add(sums: Accumulator, kind: FrameKind, at: Millis): void {
    for (const row of this.allParts.all(kinds[kind], at)) addFramePart(sums, row.data, row.part, at, 1, null, null)
  }

  /** The parts of all frames given, ascending. */
  partsOf(frames: readonly SignedFrame[]): number[] {
    const parts = new Set<number>()
    for (const { kind, at } of frames) for (const { part } of this.partNumbers.all(kinds[kind], at)) parts.add(part)
    return [...parts].sort((a, b) => a - b)
  }

  /** Adds one part of each frame, with its sign. isWanted by series id; null = all. */
  addPart(sums: Accumulator, frames: readonly SignedFrame[], part: number, isWanted: Uint8Array | null, binIndex: Int32Array): void {
    for (const { kind, at, sign } of frames) {
      const row = this.onePart.get(kinds[kind], at, part)
      if (row) addFramePart(sums, row.data, part, at, sign, isWanted, binIndex)
    }
  }

  /** The frames whose signed sum is all that was counted in (from, to], both on full minutes: at most six within two days, one or two more per further day. */
  range(from: Millis, to: Millis): SignedFrame[] {
    const frames: SignedFrame[] = []
    const add = (kind: FrameKind, at: Millis | null, sign: 1 | -1): void => {
      if (at !== null) frames.push({ kind, at, sign })
    }
    const fromHour = floorTo(from, hourMs)
    const toHour = floorTo(to, hourMs)
    add('minute', this.latest('minute', toHour, to), 1)
    add('minute', this.latest('minute', fromHour, from), -1)
    if (fromHour === toHour) return frames
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
    return frames
  }
}
