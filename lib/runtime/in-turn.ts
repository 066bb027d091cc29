import type { StoredCanary } from '@/lib/canary/canary-record'
import type { Millis } from '@/lib/mesh/names'

/**
 * Whose turn it is first: those that somebody asked something of, then those on their way back, then whoever was stepped the longest time ago. So a wish waits
 * for one step at most, however many canaries run.
 */
export function inTurn(
  open: readonly StoredCanary[],
  asked: ReadonlySet<string>,
  steppedAt: ReadonlyMap<string, Millis>,
): readonly StoredCanary[] {
  const rank = ({ record: { state } }: StoredCanary): number => (asked.has(state.plan.id) ? 0 : state.phase.name === 'rolling_back' ? 1 : 2)
  const since = ({ record }: StoredCanary): Millis => steppedAt.get(record.state.plan.id) ?? 0
  return [...open].sort((a, b) => rank(a) - rank(b) || since(a) - since(b))
}
