import type { BinCounts, Histogram } from '@/lib/mesh/window'

/** A histogram of its own table. Its bins are sorted by lower, then by upper bound. */
export function toBinCounts(histogram: Histogram): BinCounts {
  const table = { lowers: Float64Array.from(histogram, (bin) => bin[0]), uppers: Float64Array.from(histogram, (bin) => bin[1]) }
  return { table, first: 0, length: histogram.length, counts: Float64Array.from(histogram, (bin) => bin[2]), at: 0 }
}
