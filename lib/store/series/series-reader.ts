import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { EdgeKey, EdgeTotal, PartTotal } from '@/lib/mesh/window'
import type { SeriesPoint } from '../store'
import { Accumulator } from './accumulator'
import { Dictionary } from './dictionary'
import { addRaw, partSize } from './entry-codec'
import { FrameFile, type SignedFrame } from './frame-file'
import { type Lie, RawIndex } from './raw-index'
import { RawRows } from './raw-rows'
import { stepFor } from './round-steps'
import { ceilTo, floorTo, minuteMs, quarterMs } from './spans'
import { toEdgeTotal, toPartTotal } from './to-edge-total'
import { WindowLengths } from './window-lengths'

/** Makes of one slot what is answered. */
type Make<T> = (...slot: Parameters<typeof toEdgeTotal>) => T
/** Which series are read: by id, and by part of 256 ids. */
type Wanted = { ids: Uint8Array; parts: readonly number[] }
// Up to here raw windows are read one by one, to the millisecond; past it minute frames cost less. The newest two minutes are always read raw.
const rawTotalsBytes = 1_500_000
const rawPointsBytes = 6_000_000
const alwaysRawMs = 2 * minuteMs

/**
 * Reads series.db on a connection of its own, each answer from one snapshot of the file. A short range is answered from raw windows, exactly; a long or
 * old one is widened to full minutes (quarters of an hour past the minutes' retention) and is the difference of a few cumulative frames plus the raw
 * windows of the minutes that are not over. What was covered stands in the answer either way.
 */
export class SeriesReader {
  private readonly dictionary: Dictionary
  private readonly frames: FrameFile
  private readonly raw: RawRows
  private readonly sums = new Accumulator()
  private readonly index = new RawIndex()
  private readonly db: Database.Database
  private readonly now: () => Millis
  private readonly minuteRetentionMs: number

  constructor(db: Database.Database, now: () => Millis, minuteRetentionMs: number) {
    this.db = db
    this.now = now
    this.minuteRetentionMs = minuteRetentionMs
    this.dictionary = new Dictionary(db)
    this.frames = new FrameFile(db)
    this.raw = new RawRows(db)
  }

  newest(): Millis | null {
    return this.raw.newest() ?? this.frames.latest('minute', 0, Number.MAX_SAFE_INTEGER)
  }

  totals(from: Millis, to: Millis): EdgeTotal[] {
    return this.snapshot(() => {
      const closed = this.closedAt()
      if (this.isRawAffordable(from, to, closed, rawTotalsBytes)) return this.sum(toEdgeTotal, [], [from, to, 0], null, Number.NaN)
      const range = this.widen(from, to)
      return this.sumFramesAndTail(toEdgeTotal, range.from, range.to, to, closed, null)
    })
  }

  totalsWithin(from: Millis, to: Millis): EdgeTotal[] {
    return this.snapshot(() => (this.isRawKept(from) ? this.sum(toEdgeTotal, [], [from, to, 0], null, Number.NaN, 'within') : []))
  }

  totalsInParts(query: { wanted: (key: EdgeKey) => boolean; from: Millis; to: Millis; parts: number }): PartTotal[][] {
    return this.snapshot(() => {
      const wanted = this.wantedOf(query.wanted)
      if (wanted.parts.length === 0 || query.to <= query.from) return []
      const closed = this.closedAt()
      const isRaw = this.isRawAffordable(query.from, query.to, closed, rawPointsBytes)
      const range = isRaw ? query : this.widen(query.from, query.to)
      const whole = isRaw ? 1 : range.from < this.now() - this.minuteRetentionMs ? quarterMs : minuteMs
      const step = ceilTo((range.to - range.from) / query.parts, whole)
      const sums: PartTotal[][] = []
      for (let at = range.from; at < range.to; at += step) {
        const end = Math.min(range.to, at + step)
        sums.push(
          isRaw
            ? this.sum(toPartTotal, [], [at, end, 0], wanted, Number.NaN, 'ending')
            : this.sumFramesAndTail(toPartTotal, at, end, Math.min(end, query.to), closed, wanted, 'ending'),
        )
      }
      return sums
    })
  }

  points(query: { wanted: (key: EdgeKey) => boolean; from: Millis; to: Millis; maxPoints: number }): SeriesPoint[] {
    return this.snapshot(() => {
      const wanted = this.wantedOf(query.wanted)
      if (wanted.parts.length === 0 || query.to <= query.from) return []
      const closed = this.closedAt()
      const stepMs = stepFor(query.from, query.to, query.maxPoints)
      if (this.isRawAffordable(query.from, query.to, closed, rawPointsBytes)) return this.rawPoints(query.from, query.to, stepMs, wanted)
      return this.framePoints(query.from, query.to, Math.max(stepMs, minuteMs), closed, wanted)
    })
  }

  private snapshot<T>(read: () => T): T {
    return this.db.transaction(() => {
      this.dictionary.refresh()
      return read()
    })()
  }

  private isRawAffordable(from: Millis, to: Millis, closed: Millis, budgetBytes: number): boolean {
    if (!this.isRawKept(from)) return false
    return from >= closed - alwaysRawMs || this.raw.bytes(from, to) <= budgetBytes
  }

  /** No raw window since then is dropped. */
  private isRawKept(from: Millis): boolean {
    const oldest = this.raw.oldestMinute()
    return oldest !== null && (from >= oldest || this.frames.latest('minute', 0, oldest) === null)
  }

  private widen(from: Millis, to: Millis): { from: Millis; to: Millis } {
    const minutesSince = this.now() - this.minuteRetentionMs
    return {
      from: floorTo(from, from < minutesSince ? quarterMs : minuteMs),
      to: ceilTo(to, to < minutesSince ? quarterMs : minuteMs),
    }
  }

  /** End of the last minute that has a frame; 0 before the first. */
  private closedAt(): Millis {
    return this.frames.latest('minute', 0, Number.MAX_SAFE_INTEGER) ?? 0
  }

  /** from, to: full minutes; rawTo: up to where windows of the open minutes are taken. */
  private sumFramesAndTail<T>(
    make: Make<T>,
    from: Millis,
    to: Millis,
    rawTo: Millis,
    closed: Millis,
    wanted: Wanted | null,
    lie?: Lie,
  ): T[] {
    const framesTo = Math.min(to, closed)
    const frames = from < framesTo ? this.frames.range(from, framesTo) : []
    return this.sum(make, frames, to > closed ? [from, rawTo, closed] : null, wanted, from, lie)
  }

  /** Part by part of 256 series, so that the sums stay in the processor's cache. */
  private sum<T>(
    make: Make<T>,
    frames: readonly SignedFrame[],
    raw: [from: Millis, to: Millis, sinceMinute: Millis] | null,
    wanted: Wanted | null,
    rangeFrom: Millis,
    lie: Lie = 'overlapping',
  ): T[] {
    const { sums, index, dictionary } = this
    if (raw) for (const row of this.raw.overlapping(...raw)) index.add(row, raw[0], raw[1], wanted?.ids ?? null, lie)
    const rawIds = index.ids.sort((a, b) => a - b)
    const parts = new Set(wanted?.parts ?? this.frames.partsOf(frames))
    for (const id of rawIds) parts.add(Math.floor(id / partSize))
    const totals: T[] = []
    let next = 0
    for (const part of [...parts].sort((a, b) => a - b)) {
      this.frames.addPart(sums, frames, part, wanted?.ids ?? null, dictionary.rank)
      for (; next < rawIds.length && (rawIds[next] ?? 0) < (part + 1) * partSize; next++)
        index.addTo(sums, rawIds[next] ?? 0, dictionary.rank)
      this.pushTotals(make, totals, rangeFrom)
      sums.clear()
    }
    index.clear()
    return totals
  }

  /** Latencies of a part stand in one array: thousands of small ones would cost more than their numbers. */
  private pushTotals<T>(make: Make<T>, totals: T[], rangeFrom: Millis): void {
    const { sums, dictionary } = this
    const latencies = new Float64Array(sums.binTotal())
    let at = 0
    for (let slot = 0; slot < sums.size; slot++) {
      const key = dictionary.keys[sums.keys[slot] ?? 0]
      if (!key || !((sums.covered[slot] ?? 0) > 0)) continue
      totals.push(make(sums, slot, key, dictionary.table, latencies, at, rangeFrom))
      at += sums.binCount(slot)
    }
  }

  private wantedOf(isWanted: (key: EdgeKey) => boolean): Wanted {
    const ids = new Uint8Array(this.dictionary.keys.length)
    const parts = new Set<number>()
    this.dictionary.keys.forEach((key, id) => {
      if (!key || !isWanted(key)) return
      ids[id] = 1
      parts.add(Math.floor(id / partSize))
    })
    return { ids, parts: [...parts].sort((a, b) => a - b) }
  }

  /** A window counts in the step in which it ends, so a step is no shorter than the windows are: of those that come regularly one ends in each. */
  private rawPoints(from: Millis, to: Millis, shortest: number, wanted: Wanted): SeriesPoint[] {
    const lengths = new WindowLengths()
    this.addSteps(from, to, shortest, wanted, lengths)
    const stepMs = lengths.stepFrom(shortest)
    if (stepMs > shortest) {
      this.sums.clear()
      this.addSteps(from, to, stepMs, wanted, null)
    }
    const start = floorTo(from, stepMs)
    const width = wanted.ids.length
    const points: SeriesPoint[] = []
    const latencies = new Float64Array(this.sums.binTotal())
    let binsAt = 0
    for (let slot = 0; slot < this.sums.size; slot++) {
      const place = this.sums.keys[slot] ?? 0
      const key = this.dictionary.keys[place % width]
      if (!key) continue
      const total = toEdgeTotal(this.sums, slot, key, this.dictionary.table, latencies, binsAt, Number.NaN)
      points.push({ ...total, at: start + Math.floor(place / width) * stepMs, stepMs })
      binsAt += this.sums.binCount(slot)
    }
    this.sums.clear()
    return points.sort((a, b) => a.at - b.at)
  }

  private addSteps(from: Millis, to: Millis, stepMs: number, wanted: Wanted, lengths: WindowLengths | null): void {
    const first = floorTo(from, stepMs) / stepMs
    const width = wanted.ids.length
    const keyOf = (id: number, start: number, end: number): number => {
      if (wanted.ids[id] !== 1 || end <= from || end > to) return -1
      lengths?.add(end - start)
      return (ceilTo(end, stepMs) / stepMs - 1 - first) * width + id
    }
    for (const row of this.raw.overlapping(from, to, 0)) addRaw(this.sums, row.data, row.first, keyOf, this.dictionary.rank)
  }

  private framePoints(from: Millis, to: Millis, stepMs: number, closed: Millis, wanted: Wanted): SeriesPoint[] {
    const points: SeriesPoint[] = []
    const range = this.widen(from, to)
    for (let at = floorTo(range.from, stepMs); at < range.to; at += stepMs) {
      const isEmpty = this.frames.latest('minute', at, at + stepMs) === null && at + stepMs <= closed
      if (isEmpty) continue
      for (const total of this.sumFramesAndTail(toEdgeTotal, at, at + stepMs, at + stepMs, closed, wanted))
        points.push({ ...total, at, stepMs })
    }
    return points
  }
}
