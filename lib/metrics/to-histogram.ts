import type { Bin, BinCounts, Histogram } from '@/lib/mesh/window'

/** The bins of a sum that hold samples, in the order of its table. */
export function toHistogram({ table, first, length, counts, at }: BinCounts): Histogram {
  const bins: Bin[] = []
  for (let i = 0; i < length; i++) {
    const count = counts[at + i] ?? 0
    if (count > 0) bins.push([table.lowers[first + i] ?? 0, table.uppers[first + i] ?? 0, count])
  }
  return bins
}
