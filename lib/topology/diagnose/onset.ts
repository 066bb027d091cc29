import type { Millis } from '@/lib/mesh/names'
import type { PartTotal } from '@/lib/mesh/window'
import { textOf } from '../compare/parts'
import { countSlowerThan } from '../compare/slower-bounds'

/** What is looked for in the past: rows of the trouble, and the share that counts as "it was so then already". */
export type Sign = { rows: readonly Pick<PartTotal, 'key'>[]; boundMs: number | null; above: number }

/**
 * When a trouble began: the start of the earliest part from which on, up to the end, its share was above what counts as trouble. parts: sums in time order; one
 * without requests tells nothing and ends nothing. null where it does not hold at the end, or held from the first part on: it is older then.
 */
export function findOnset(parts: readonly PartTotal[][], { rows, boundMs, above }: Sign): Millis | null {
  const wanted = new Set(rows.map(({ key }) => textOf(key)))
  let since: Millis | null = null
  for (let index = parts.length - 1; index >= 0; index--) {
    const found = (parts[index] ?? []).filter(({ key }) => wanted.has(textOf(key)))
    const share = boundMs === null ? failedShare(found) : slowShare(found, boundMs)
    if (share === null) continue
    if (share <= above) return since
    since = Math.min(...found.map(({ firstMs }) => firstMs))
  }
  return null
}

function failedShare(found: readonly PartTotal[]): number | null {
  let [errors, all] = [0, 0]
  for (const { key, counts } of found) {
    const failed = key.protocol === 'tcp' ? counts.connectFailures : counts.errors
    errors += failed
    all += key.protocol === 'tcp' ? Math.max(counts.connections, failed) : counts.requests
  }
  return all > 0 ? errors / all : null
}

function slowShare(found: readonly PartTotal[], boundMs: number): number | null {
  const { all, slower } = countSlowerThan(found, [boundMs])
  return all > 0 ? (slower[0] ?? 0) / all : null
}
