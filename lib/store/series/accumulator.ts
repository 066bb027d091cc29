import { edgeCounters, edgeGauges } from '@/lib/mesh/window'

export const counterCount = edgeCounters.length
export const gaugeCount = edgeGauges.length
const noBins = new Float64Array(0)

/**
 * Sums per key (usually a series id) in flat arrays that are used again and again: a sum over 5,000 series allocates nothing.
 * A key takes a slot at its first touch. Bins are counted by index; which index a bin has, the caller decides.
 */
export class Accumulator {
  size = 0
  keys = new Int32Array(64)
  covered = new Float64Array(64)
  first = new Float64Array(64)
  last = new Float64Array(64)
  /** Newest time that was taken away with the start of the range; NaN when nothing was. */
  base = new Float64Array(64)
  counters = new Float64Array(64 * counterCount)
  gauges = new Float64Array(64 * gaugeCount)
  bins: Float64Array[] = []
  binFrom = new Int32Array(64)
  binTo = new Int32Array(64)
  private slotOf = new Int32Array(64).fill(-1)

  /** The slot of a key, a fresh one of zeros at its first touch. */
  slot(key: number): number {
    if (key >= this.slotOf.length) {
      const larger = new Int32Array(Math.max(key + 1, this.slotOf.length * 2)).fill(-1)
      larger.set(this.slotOf)
      this.slotOf = larger
    }
    const known = this.slotOf[key] ?? -1
    if (known >= 0) return known
    const slot = this.size++
    if (slot >= this.keys.length) this.grow()
    this.slotOf[key] = slot
    this.keys[slot] = key
    this.covered[slot] = 0
    this.first[slot] = Number.POSITIVE_INFINITY
    this.last[slot] = 0
    this.base[slot] = Number.NaN
    this.counters.fill(0, slot * counterCount, (slot + 1) * counterCount)
    this.gauges.fill(0, slot * gaugeCount, (slot + 1) * gaugeCount)
    if (this.bins.length <= slot) this.bins.push(noBins)
    this.binFrom[slot] = 0x7fffffff
    this.binTo[slot] = -1
    return slot
  }

  /** The bins of a slot, at least `length` of them; whoever adds keeps binFrom and binTo. */
  binsOf(slot: number, length: number): Float64Array {
    const bins = this.bins[slot] ?? noBins
    if (bins.length >= length && bins.length > 0) return bins
    const larger = new Float64Array(Math.max(length, bins.length * 2, 32))
    larger.set(bins)
    this.bins[slot] = larger
    return larger
  }

  /** Adds every sum of another accumulator with the same keys and bin indices; gauges of the newer one win. */
  addAll(other: Accumulator): void {
    for (let from = 0; from < other.size; from++) {
      const slot = this.slot(other.keys[from] ?? 0)
      this.covered[slot] = (this.covered[slot] ?? 0) + (other.covered[from] ?? 0)
      this.first[slot] = Math.min(this.first[slot] ?? 0, other.first[from] ?? 0)
      const isNewer = (other.last[from] ?? 0) >= (this.last[slot] ?? 0)
      if (isNewer) this.last[slot] = other.last[from] ?? 0
      for (let i = 0; i < counterCount; i++) {
        const at = slot * counterCount + i
        this.counters[at] = (this.counters[at] ?? 0) + (other.counters[from * counterCount + i] ?? 0)
      }
      if (isNewer) for (let i = 0; i < gaugeCount; i++) this.gauges[slot * gaugeCount + i] = other.gauges[from * gaugeCount + i] ?? 0
      this.addBins(slot, other.bins[from] ?? noBins, other.binFrom[from] ?? 0, other.binTo[from] ?? -1)
    }
  }

  private addBins(slot: number, added: Float64Array, from: number, to: number): void {
    if (to < 0) return
    const bins = this.binsOf(slot, to + 1)
    for (let i = from; i <= to; i++) bins[i] = (bins[i] ?? 0) + (added[i] ?? 0)
    this.binFrom[slot] = Math.min(this.binFrom[slot] ?? from, from)
    this.binTo[slot] = Math.max(this.binTo[slot] ?? to, to)
  }

  /** How many bins of a slot, from binFrom on, may hold something. */
  binCount(slot: number): number {
    return Math.max(0, (this.binTo[slot] ?? -1) + 1 - (this.binFrom[slot] ?? 0))
  }

  /** Sum of binCount over all slots. */
  binTotal(): number {
    let total = 0
    for (let slot = 0; slot < this.size; slot++) total += this.binCount(slot)
    return total
  }

  clear(): void {
    for (let slot = 0; slot < this.size; slot++) {
      this.slotOf[this.keys[slot] ?? 0] = -1
      const to = this.binTo[slot] ?? -1
      if (to >= 0) this.bins[slot]?.fill(0, this.binFrom[slot] ?? 0, to + 1)
    }
    this.size = 0
  }

  private grow(): void {
    const length = this.keys.length * 2
    this.keys = grown(this.keys, new Int32Array(length))
    this.binFrom = grown(this.binFrom, new Int32Array(length))
    this.binTo = grown(this.binTo, new Int32Array(length))
    this.covered = grown(this.covered, new Float64Array(length))
    this.first = grown(this.first, new Float64Array(length))
    this.last = grown(this.last, new Float64Array(length))
    this.base = grown(this.base, new Float64Array(length))
    this.counters = grown(this.counters, new Float64Array(length * counterCount))
    this.gauges = grown(this.gauges, new Float64Array(length * gaugeCount))
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
