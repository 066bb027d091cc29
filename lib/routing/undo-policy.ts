import type { Change } from '@/lib/mesh/change'
import type { DiffLine } from '@/lib/mesh/plan'
import type { Policy } from '@/lib/mesh/policy'
import { diffPolicy } from './diff-policy'

export type Undo =
  | { ok: true; policy: Policy }
  /** `policy`: what the undo would restore, for a person to decide; `since`: how the present policy differs from what the change left. */
  | { ok: false; message: string; policy: Policy | null; since: DiffLine[] }

/** The former document of a change, when the present policy is still what that change made of it. Later edits are shown, never merged. */
export function undoPolicy(current: Policy, change: Pick<Change, 'before' | 'after'>): Undo {
  if (!change.before) return { ok: false, message: `${change.after.service} had no policy before this change`, policy: null, since: [] }
  const since = diffPolicy(change.after, current)
  if (since.every((line) => line.kind === 'same')) return { ok: true, policy: change.before }
  const message = `${current.service} was edited again after this change: undo the later change first, or edit the policy`
  return { ok: false, message, policy: change.before, since }
}
