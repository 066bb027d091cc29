import type { Injected } from '@/lib/mesh/fault'
import { formatPlural } from '@/lib/mesh/format'

/** Why not all injections are in the counts, one clause each; empty where all are. A fault of an older version tells only that Outrider was away. */
export function uncountedWords({ isPartial, uncounted }: Pick<Injected, 'isPartial' | 'uncounted'>): string[] {
  if (!isPartial) return []
  const { isAway, sharedMs, unreadMs } = uncounted ?? { isAway: true, sharedMs: 0, unreadMs: 0 }
  const seconds = (ms: number): string => formatPlural(Math.ceil(ms / 1000), 'second was', 'seconds were')
  return [
    ...(isAway ? ['not counted while Outrider was away'] : []),
    ...(sharedMs > 0 ? [`${seconds(sharedMs)} shared with another fault and cannot be told apart`] : []),
    ...(unreadMs > 0 ? [`${seconds(unreadMs)} not read from every proxy`] : []),
  ]
}
