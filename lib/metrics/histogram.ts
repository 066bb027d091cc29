import type { Bin, Histogram } from '@/lib/mesh/window'

const byBounds = (a: Bin, b: Bin): number => a[0] - b[0] || (a[1] === b[1] ? 0 : a[1] - b[1])

/**
 * Adds histograms bin by bin: equal bounds become one bin, others stand side by side, so bins of different widths lose nothing.
 * Answers bins sorted by lower, then upper bound. The order of the list does not matter. O(n log n) in all bins.
 */
export function mergeHistograms(list: readonly Histogram[]): Histogram {
  const filled = list.filter((histogram) => histogram.length > 0)
  if (filled.length <= 1) return filled[0] ?? []
  const sorted = filled.flat().sort(byBounds)
  const merged: Bin[] = []
  for (const bin of sorted) {
    const last = merged.at(-1)
    if (last && last[0] === bin[0] && last[1] === bin[1]) merged[merged.length - 1] = [last[0], last[1], last[2] + bin[2]]
    else merged.push(bin)
  }
  return merged
}

/**
 * What was counted between two cumulative readings of one histogram, `newer` minus `older`, without empty bins.
 * A bin that shrank or vanished means the counting began anew in between: then all of `newer` is the answer.
 */
export function subtractHistogram(newer: Histogram, older: Histogram): Histogram {
  if (older.length === 0) return newer
  const before = new Map(older.map((bin) => [`${bin[0]}:${bin[1]}`, bin[2]]))
  const delta: Bin[] = []
  for (const [lower, upper, count] of newer) {
    const key = `${lower}:${upper}`
    const was = before.get(key) ?? 0
    before.delete(key)
    if (count < was) return newer
    if (count > was) delta.push([lower, upper, count - was])
  }
  return before.size > 0 ? newer : delta
}
