import { type Bin, type EdgeWindow, edgeCounters, edgeGauges } from '@/lib/mesh/window'
import { type Accumulator, counterCount, gaugeCount } from './accumulator'
import { VarintReader, VarintWriter } from './varint'

// An entry: its length, series id, two times, then sparse counters, sparse gauges and bins. The times differ: a raw entry has (from − first of its row,
// to − from), a frame's entry (covered ms, at − end of its newest window) and its id counts from the first of its part.
export const partSize = 256
const body = new VarintWriter()
const row = new VarintWriter()

export type RawWindow = { id: number; from: number; to: number; edge: EdgeWindow }

/** Raw windows as one blob; `first` is the earliest `from` among them. */
export function encodeRaw(windows: readonly RawWindow[], first: number, binId: (bin: Bin) => number): Buffer {
  row.clear()
  for (const { id, from, to, edge } of windows) {
    body.clear()
    body.put(id)
    body.put(from - first)
    body.put(Math.max(1, to - from))
    putSparse(edgeCounters, edge.counts)
    putSparse(edgeGauges, edge.gauges)
    let used = 0
    for (const bin of edge.latency) if (bin[2] > 0) used++
    body.put(used)
    for (const bin of edge.latency) {
      if (bin[2] <= 0) continue
      body.put(binId(bin))
      body.put(bin[2])
    }
    row.put(body.size)
    row.putAll(body)
  }
  return row.take()
}

function putSparse<K extends string>(names: readonly K[], values: Record<K, number>): void {
  let mask = 0
  let bit = 1
  for (const name of names) {
    if (values[name] > 0) mask |= bit
    bit <<= 1
  }
  body.put(mask)
  for (const name of names) if (values[name] > 0) body.put(values[name])
}

/** One part of a frame: the sums of the given slots (ascending keys within one part), as of `at`. */
export function encodeFramePart(sums: Accumulator, slots: readonly number[], part: number, at: number): Buffer {
  row.clear()
  for (const slot of slots) {
    body.clear()
    body.put((sums.keys[slot] ?? 0) - part * partSize)
    body.put(sums.covered[slot] ?? 0)
    body.put(Math.max(0, at - (sums.last[slot] ?? 0)))
    putSparseArray(sums.counters, slot * counterCount, counterCount)
    putSparseArray(sums.gauges, slot * gaugeCount, gaugeCount)
    const bins = sums.bins[slot]
    const to = sums.binTo[slot] ?? -1
    let used = 0
    for (let i = sums.binFrom[slot] ?? 0; i <= to; i++) if (bins?.[i]) used++
    body.put(used)
    for (let i = sums.binFrom[slot] ?? 0; i <= to; i++) {
      if (!bins?.[i]) continue
      body.put(i)
      body.put(bins[i] ?? 0)
    }
    row.put(body.size)
    row.putAll(body)
  }
  return row.take()
}

function putSparseArray(values: Float64Array, from: number, count: number): void {
  let mask = 0
  for (let i = 0; i < count; i++) if ((values[from + i] ?? 0) > 0) mask |= 1 << i
  body.put(mask)
  for (let i = 0; i < count; i++) if (mask & (1 << i)) body.put(values[from + i] ?? 0)
}

/**
 * Adds the entries of a raw blob. keyOf: under which key an entry counts, −1 to leave it out (then it is skipped unread).
 * binIndex: index of a bin by its id; null where they are the same.
 */
export function addRaw(
  sums: Accumulator,
  bytes: Uint8Array,
  first: number,
  keyOf: (id: number, from: number, to: number) => number,
  binIndex: Int32Array | null,
): void {
  const reader = new VarintReader(bytes)
  while (!reader.isDone) {
    const size = reader.next()
    const end = reader.pos + size
    const id = reader.next()
    const from = first + reader.next()
    const length = reader.next()
    const key = keyOf(id, from, from + length)
    if (key >= 0) addRawBody(sums, sums.slot(key), reader, from, length, binIndex)
    reader.pos = end
  }
}

/** Adds one raw entry; the reader stands behind its times. */
export function addRawBody(
  sums: Accumulator,
  slot: number,
  reader: VarintReader,
  from: number,
  length: number,
  binIndex: Int32Array | null,
): void {
  sums.covered[slot] = (sums.covered[slot] ?? 0) + length
  if (from < (sums.first[slot] ?? 0)) sums.first[slot] = from
  addBody(sums, slot, reader, 1, from + length, binIndex)
}

/** Adds (sign 1) or takes away (sign −1) one part of a frame. isWanted by series id; null takes all. */
export function addFramePart(
  sums: Accumulator,
  bytes: Uint8Array,
  part: number,
  at: number,
  sign: 1 | -1,
  isWanted: Uint8Array | null,
  binIndex: Int32Array | null,
): void {
  const reader = new VarintReader(bytes)
  while (!reader.isDone) {
    const size = reader.next()
    const end = reader.pos + size
    const id = reader.next() + part * partSize
    if (!isWanted || isWanted[id] === 1) {
      const slot = sums.slot(id)
      sums.covered[slot] = (sums.covered[slot] ?? 0) + sign * reader.next()
      const last = at - reader.next()
      if (sign < 0 && !(last < (sums.base[slot] ?? 0))) sums.base[slot] = last
      addBody(sums, slot, reader, sign, last, binIndex)
    }
    reader.pos = end
  }
}

function addBody(sums: Accumulator, slot: number, reader: VarintReader, sign: 1 | -1, last: number, binIndex: Int32Array | null): void {
  const counterBase = slot * counterCount
  for (let mask = reader.next(); mask !== 0; mask &= mask - 1) {
    const at = counterBase + 31 - Math.clz32(mask & -mask)
    sums.counters[at] = (sums.counters[at] ?? 0) + sign * reader.next()
  }
  const isNewest = sign > 0 && last >= (sums.last[slot] ?? 0)
  if (isNewest) {
    sums.last[slot] = last
    sums.gauges.fill(0, slot * gaugeCount, (slot + 1) * gaugeCount)
  }
  for (let mask = reader.next(); mask !== 0; mask &= mask - 1) {
    const value = reader.next()
    if (isNewest) sums.gauges[slot * gaugeCount + 31 - Math.clz32(mask & -mask)] = value
  }
  addBins(sums, slot, reader, sign, binIndex)
}

/** The innermost loop of every answer, hence the reading by hand: a bin and a count are one or two bytes each in nearly all cases. */
function addBins(sums: Accumulator, slot: number, reader: VarintReader, sign: 1 | -1, binIndex: Int32Array | null): void {
  let left = reader.next()
  if (left === 0) return
  const { bytes } = reader
  let { pos } = reader
  let bins = sums.binsOf(slot, binIndex ? binIndex.length : 0)
  let lowest = sums.binFrom[slot] ?? 0
  let highest = sums.binTo[slot] ?? -1
  for (; left > 0; left--) {
    let bin = bytes[pos++] ?? 0
    if (bin >= 128) bin += ((bytes[pos++] ?? 0) - 1) * 128
    if (bin >= 16_384) {
      reader.pos = pos - 2
      bin = reader.next()
      pos = reader.pos
    }
    let count = bytes[pos++] ?? 0
    if (count >= 128) {
      reader.pos = pos - 1
      count = reader.next()
      pos = reader.pos
    }
    const index = binIndex ? (binIndex[bin] ?? 0) : bin
    if (index >= bins.length) bins = sums.binsOf(slot, index + 1)
    bins[index] = (bins[index] ?? 0) + sign * count
    if (index < lowest) lowest = index
    if (index > highest) highest = index
  }
  sums.binFrom[slot] = lowest
  sums.binTo[slot] = highest
  reader.pos = pos
}
