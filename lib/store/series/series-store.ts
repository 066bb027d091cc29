import type Database from 'better-sqlite3'
import type { Millis } from '@/lib/mesh/names'
import type { Retention, SeriesStore } from '../store'
import { SeriesRetention } from './retention'
import { SeriesReader } from './series-reader'
import { SeriesWriter } from './series-writer'

const flushEveryMs = 1_000

export type SeriesOptions = {
  /** null in a half that only reads. */
  writer: Database.Database | null
  reader: Database.Database
  retention: Retention
  now(): Millis
  onProblem(error: unknown): void
  onWritten(): void
  /** A sentence when the disk leaves no room for measurements, else null; asked before each flush. */
  mayWrite(): string | null
}

/** Time series of one data folder. Windows are written each second by a timer of its own; `close` writes the last ones and ends it. */
export function openSeriesStore(options: SeriesOptions): SeriesStore & { close(): void } {
  const { writer: db, retention } = options
  const reader = new SeriesReader(options.reader, options.now, retention.minuteMs)
  const writer = db ? new SeriesWriter(db, options.now, (message) => options.onProblem(new Error(message))) : null
  const dropper = db ? new SeriesRetention(db, retention) : null

  const flush = (): void => {
    if (!writer) return
    const refusal = options.mayWrite()
    if (refusal) {
      writer.discard()
      options.onProblem(new Error(refusal))
      return
    }
    try {
      writer.flush()
      options.onWritten()
    } catch (error) {
      options.onProblem(error)
    }
  }
  const timer = writer ? setInterval(flush, flushEveryMs) : null
  timer?.unref()

  return {
    append(windows) {
      if (!writer) throw new Error('this half of Outrider only reads measurements')
      if (writer.append(windows)) flush()
    },
    flush,
    totals: (from, to) => reader.totals(from, to),
    totalsWithin: (from, to) => reader.totalsWithin(from, to),
    totalsInParts: (query) => reader.totalsInParts(query),
    points: (query) => reader.points(query),
    newest: () => reader.newest(),
    maintain(now) {
      if (!dropper || !writer) return false
      try {
        return dropper.step(now, writer.framedUpTo)
      } catch (error) {
        options.onProblem(error)
        return false
      }
    },
    close() {
      if (timer) clearInterval(timer)
      flush()
    },
  }
}
