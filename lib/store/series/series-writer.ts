import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyWindow } from '@/lib/mesh/window'
import { Accumulator } from './accumulator'
import { DictionaryWriter } from './dictionary'
import { addRaw, encodeRaw, type RawWindow } from './entry-codec'
import { FrameFile } from './frame-file'
import { dayMs, floorTo, hourMs, minuteMs, minuteOf } from './spans'

const graceMs = 5_000
const flushAtEdges = 20_000
/** A window that claims to end this far ahead of the clock is refused: it would hold back all that comes after it. */
const furthestAheadMs = 5 * minuteMs

type RawRow = { first: number; data: Buffer }
type OpenMinute = { touchedAt: Millis }

/**
 * The one writer of series.db. A flush is one transaction: raw rows of the new windows, and the frame of every minute that is over by then (no window
 * of it can still come: 5 s past its end, by the newest window or by the clock). A later straggler is filed under the oldest open minute, so that
 * the sum over frames always equals the sum over raw windows. All state is a function of the file: after a crash, or a flush that the disk refused, it is read back.
 */
export class SeriesWriter {
  private buffer: ProxyWindow[] = []
  private bufferedEdges = 0
  private readonly dictionary: DictionaryWriter
  private readonly frames: FrameFile
  private readonly hour = new Accumulator()
  private readonly day = new Accumulator()
  private hourStart: Millis | null = null
  private closedAt: Millis = 0
  private newestTo: Millis = 0
  private readonly open = new Map<Millis, OpenMinute>()
  private readonly insertRaw: Database.Statement<[number, number, number, number, Buffer]>
  private readonly rawOfMinute: Database.Statement<[number], RawRow>
  private readonly db: Database.Database
  private readonly now: () => Millis
  private readonly onRefused: (message: string) => void

  constructor(db: Database.Database, now: () => Millis, onRefused: (message: string) => void) {
    this.db = db
    this.now = now
    this.onRefused = onRefused
    this.dictionary = new DictionaryWriter(db)
    this.frames = new FrameFile(db)
    this.insertRaw = db.prepare('INSERT INTO raw (minute, first, last, size, data) VALUES (?, ?, ?, ?, ?)')
    this.rawOfMinute = db.prepare('SELECT first, data FROM raw WHERE minute = ? ORDER BY seq')
    this.restore()
  }

  /** End of the last minute whose frame is written; raw rows before it may go. */
  get framedUpTo(): Millis {
    return this.closedAt
  }

  /** True when the buffer should be flushed without waiting for the timer. */
  append(windows: readonly ProxyWindow[]): boolean {
    const limit = this.now() + furthestAheadMs
    for (const window of windows) {
      if (window.to > limit) {
        this.onRefused(
          `a window of ${window.proxyId} ends ${Math.round((window.to - this.now()) / 1000)} s in the future: it was left out; check the clock`,
        )
        continue
      }
      if (window.edges.length === 0) continue
      this.buffer.push(window)
      this.bufferedEdges += window.edges.length
    }
    return this.bufferedEdges >= flushAtEdges
  }

  /** Drops what waits to be written. */
  discard(): void {
    this.buffer = []
    this.bufferedEdges = 0
  }

  /** Throws what the database throws; the windows of a flush that failed are a gap then, and nothing of them is half stored. */
  flush(): void {
    const windows = this.buffer.sort((a, b) => a.to - b.to)
    this.discard()
    if (windows.length === 0 && !this.isSomethingOver()) return
    try {
      this.db.transaction(() => this.write(windows)).immediate()
    } catch (error) {
      this.dictionary.reload()
      this.restore()
      throw error
    }
  }

  private write(windows: readonly ProxyWindow[]): void {
    let start = 0
    while (start < windows.length) {
      const minute = this.minuteFor(windows[start]?.to ?? 0)
      let end = start
      while (end < windows.length && this.minuteFor(windows[end]?.to ?? 0) === minute) end++
      this.writeRow(minute, windows.slice(start, end))
      start = end
      this.closeOver()
    }
    this.closeOver()
  }

  private minuteFor(to: Millis): Millis {
    return Math.max(minuteOf(Math.round(to)), this.closedAt)
  }

  private writeRow(minute: Millis, windows: readonly ProxyWindow[]): void {
    const raw: RawWindow[] = []
    let first = Number.POSITIVE_INFINITY
    let last = 0
    for (const window of windows) {
      const from = Math.round(window.from)
      const to = Math.round(window.to)
      first = Math.min(first, from)
      last = Math.max(last, to)
      for (const edge of window.edges) raw.push({ id: this.dictionary.seriesId(edge.key), from, to, edge })
    }
    const data = encodeRaw(raw, first, (bin) => this.dictionary.binId(bin))
    this.insertRaw.run(minute, first, last, data.length, data)
    this.open.set(minute, { touchedAt: this.now() })
    this.newestTo = Math.max(this.newestTo, last)
  }

  private isOver(minute: Millis, { touchedAt }: OpenMinute): boolean {
    const end = minute + minuteMs + graceMs
    const now = this.now()
    return this.newestTo >= end || (now >= end && now - touchedAt >= graceMs)
  }

  private isSomethingOver(): boolean {
    for (const [minute, state] of this.open) if (this.isOver(minute, state)) return true
    return false
  }

  private closeOver(): void {
    const minutes = [...this.open.keys()].sort((a, b) => a - b)
    for (const minute of minutes) {
      const state = this.open.get(minute)
      if (!state || !this.isOver(minute, state)) return
      this.closeMinute(minute)
      this.open.delete(minute)
    }
  }

  private closeMinute(minute: Millis): void {
    const hourStart = floorTo(minute, hourMs)
    if (this.hourStart !== null && this.hourStart !== hourStart) this.closeHour(this.hourStart, hourStart)
    this.hourStart = hourStart
    for (const row of this.rawOfMinute.iterate(minute)) addRaw(this.hour, row.data, row.first, sameKey, null)
    this.closedAt = minute + minuteMs
    this.frames.write('minute', this.closedAt, this.hour)
  }

  private closeHour(hourStart: Millis, nextHourStart: Millis): void {
    this.day.addAll(this.hour)
    this.frames.write('hour', hourStart + hourMs, this.day)
    this.hour.clear()
    if (floorTo(nextHourStart, dayMs) !== floorTo(hourStart, dayMs)) this.day.clear()
  }

  /** Reads the state of the last frames back; minutes that have raw rows but no frame yet are open again. */
  private restore(): void {
    this.hour.clear()
    this.day.clear()
    this.open.clear()
    this.hourStart = null
    this.closedAt = this.frames.latest('minute', 0, Number.MAX_SAFE_INTEGER) ?? 0
    if (this.closedAt > 0) {
      this.hourStart = floorTo(this.closedAt - 1, hourMs)
      const hours = this.frames.latest('hour', floorTo(this.hourStart, dayMs), this.hourStart)
      this.frames.add(this.hour, 'minute', this.closedAt)
      if (hours !== null) this.frames.add(this.day, 'hour', hours)
    }
    const waiting = this.db.prepare<[number], { minute: number; last: number }>(
      'SELECT minute, max(last) AS last FROM raw WHERE minute >= ? GROUP BY minute',
    )
    for (const { minute, last } of waiting.all(this.closedAt)) {
      this.open.set(minute, { touchedAt: 0 })
      this.newestTo = Math.max(this.newestTo, last)
    }
  }
}

const sameKey = (id: number): number => id
