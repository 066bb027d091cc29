import type { Change } from '@/lib/mesh/change'
import type { Policy } from '@/lib/mesh/policy'
import { describeConflict } from './describe-conflict'
import { diffPolicy } from './diff-policy'
import { type MergeConflict, mergePolicy } from './merge-policy'

export type Undo =
  /** isMerged: later edits of other parts stand in `policy` too. */
  | { ok: true; policy: Policy; isMerged: boolean }
  /** `policy`: what was before the change, for a person to decide; null where nothing was. */
  | { ok: false; message: string; policy: Policy | null; conflicts: MergeConflict[] }

/**
 * The present policy without a change: what the change did is taken back part by part, and later edits of other parts stay. Where a later edit depends on it (the
 * same part, a rule it made) the undo is refused, with each such place in words.
 */
export function undoPolicy(current: Policy, change: Pick<Change, 'before' | 'after'>): Undo {
  const { before, after } = change
  const { service } = current
  if (!before) return { ok: false, message: `${service} had no policy before this change`, policy: null, conflicts: [] }
  const merged = mergePolicy(after, before, current)
  if (!merged.ok) {
    const words = merged.conflicts.map((conflict) => describeConflict(conflict, { base: 'it left', theirs: 'now', mine: 'undone' }))
    const message = `${service} was edited again after this change, and later edits depend on it: ${words.join('; ')}. Undo the later change first, or edit the policy`
    return { ok: false, message, policy: before, conflicts: merged.conflicts }
  }
  if (!differs(current, merged.policy))
    return {
      ok: false,
      message: `nothing of this change is left in ${service}: later edits took it back already`,
      policy: before,
      conflicts: [],
    }
  return { ok: true, policy: merged.policy, isMerged: differs(before, merged.policy) }
}

const differs = (one: Policy, other: Policy): boolean => diffPolicy(one, other).some((line) => line.kind !== 'same')
