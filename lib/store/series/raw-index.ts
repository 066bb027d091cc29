import type { Millis } from '@/lib/mesh/names'
import type { Accumulator } from './accumulator'
import { addRawBody } from './entry-codec'
import type { RawRow } from './raw-rows'
import { VarintReader } from './varint'

/** overlapping: has a part of its time in the range; within: all of it; ending: its end, so that of ranges side by side each window is in one. */
export type Lie = 'overlapping' | 'within' | 'ending'

function doesLie(start: Millis, end: Millis, from: Millis, to: Millis, lie: Lie): boolean {
  if (lie === 'overlapping') return start < to && end > from
  return lie === 'within' ? start >= from && end <= to : end > from && end <= to
}

/**
 * Where the raw windows of each series lie in a set of rows, so that they can be added up series by series: every sum then stays in the processor's
 * cache, which makes 60,000 windows three times as fast to add as in the order they were written. Used again and again.
 */
export class RawIndex {
  private rows: VarintReader[] = []
  private head = new Int32Array(256).fill(-1)
  private next = new Int32Array(1024)
  private rowOf = new Int32Array(1024)
  private posOf = new Int32Array(1024)
  private fromOf = new Float64Array(1024)
  private lengthOf = new Float64Array(1024)
  private size = 0
  /** Series with at least one window. */
  readonly ids: number[] = []

  /** Takes the windows of a row that lie to [from, to] as asked and are of a wanted series (by id; null = all). */
  add(row: RawRow, from: Millis, to: Millis, isWanted: Uint8Array | null, lie: Lie): void {
    const reader = new VarintReader(row.data)
    const rowNumber = this.rows.push(reader) - 1
    while (!reader.isDone) {
      const size = reader.next()
      const end = reader.pos + size
      const id = reader.next()
      const start = row.first + reader.next()
      const length = reader.next()
      if (doesLie(start, start + length, from, to, lie) && (!isWanted || isWanted[id] === 1))
        this.put(id, rowNumber, reader.pos, start, length)
      reader.pos = end
    }
  }

  /** Adds all windows of one series to the sums, under its id. */
  addTo(sums: Accumulator, id: number, binIndex: Int32Array): void {
    for (let entry = this.head[id] ?? -1; entry >= 0; entry = this.next[entry] ?? -1) {
      const reader = this.rows[this.rowOf[entry] ?? 0]
      if (!reader) continue
      reader.pos = this.posOf[entry] ?? 0
      addRawBody(sums, sums.slot(id), reader, this.fromOf[entry] ?? 0, this.lengthOf[entry] ?? 0, binIndex)
    }
  }

  clear(): void {
    for (const id of this.ids) this.head[id] = -1
    this.ids.length = 0
    this.rows = []
    this.size = 0
  }

  private put(id: number, row: number, pos: number, from: Millis, length: number): void {
    if (id >= this.head.length) {
      const larger = new Int32Array(Math.max(id + 1, this.head.length * 2)).fill(-1)
      larger.set(this.head)
      this.head = larger
    }
    if (this.size === this.next.length) this.grow()
    const entry = this.size++
    const head = this.head[id] ?? -1
    if (head < 0) this.ids.push(id)
    this.next[entry] = head
    this.head[id] = entry
    this.rowOf[entry] = row
    this.posOf[entry] = pos
    this.fromOf[entry] = from
    this.lengthOf[entry] = length
  }

  private grow(): void {
    const length = this.next.length * 2
    const int = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(length)
      to.set(from)
      return to
    }
    const float = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(length)
      to.set(from)
      return to
    }
    this.next = int(this.next)
    this.rowOf = int(this.rowOf)
    this.posOf = int(this.posOf)
    this.fromOf = float(this.fromOf)
    this.lengthOf = float(this.lengthOf)
  }
}
