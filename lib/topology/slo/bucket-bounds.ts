import type { PartTotal } from '@/lib/mesh/window'

/** The bucket with requests in it that reaches across `boundMs`; null where none does, so that requests can be counted against that bound. */
export function crossedBucket(totals: readonly PartTotal[], boundMs: number): { lowerMs: number; upperMs: number } | null {
  for (const { latency } of totals) {
    const { table, first, length, counts, at } = latency
    for (let i = 0; i < length; i++) {
      const [lowerMs, upperMs] = [table.lowers[first + i] ?? 0, table.uppers[first + i] ?? 0]
      if ((counts[at + i] ?? 0) > 0 && lowerMs < boundMs && boundMs < upperMs) return { lowerMs, upperMs }
    }
  }
  return null
}
