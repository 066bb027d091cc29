import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from './coverage'

export type Span = { readonly first: number; readonly last: number }
export const anySpan: Span = { first: 0, last: 0 }

/** From the first to the last window of those who counted any of the rows. */
export function spanOf(rows: readonly Pick<EdgeTotal, 'key'>[], coverage: ReadonlyMap<string, Coverage>): Span {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { key } of rows) {
    const covered = coverage.get(key.proxyId)
    if (!covered || covered.coveredMs <= 0) continue
    if (covered.firstMs < first) first = covered.firstMs
    if (covered.lastMs > last) last = covered.lastMs
  }
  return { first, last }
}

/** By what part of the span its rate weighs: who came or went within it was there for a part. Proxies are read at their own moments, so a fifth of the span at both ends tells nothing. */
export function presence({ firstMs, lastMs }: Coverage, first: number, last: number): number {
  const span = last - first
  if (span <= 0 || lastMs - firstMs >= 0.8 * span) return 1
  return (lastMs - firstMs) / span
}
