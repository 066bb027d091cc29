import { toChangeWire } from '@/lib/api/wire/change'
import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import type { StoredPolicy } from '@/lib/mesh/policy'
import { policyFile } from '@/lib/mesh/policy-file'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { undoPolicy } from '@/lib/routing/undo-policy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { checkEdit } from '../policies/check-edit'
import { refuseUnsupported } from '../policies/refuse-unsupported'
import { refuseWhereFolder } from '../policies/refuse-where-folder'
import { storePolicy } from '../policies/store-policy'
import { readFleet } from '../proxies/read-fleet'

const mostShown = 20

/**
 * Takes a change back, as a new change; later edits of other parts of the policy stay. Where a later edit depends on it, it is a conflict that shows every such
 * place, the three documents and the later changes: nothing is lost or guessed. Undoing an undo makes the undone change stand again.
 */
export async function undoChange(ctx: Ctx, input: { id: string; reason: string }): Promise<Change> {
  const proxies = await readFleet(ctx)
  return ctx.store.steer.transaction(async (tx) => {
    const { change, stored } = await findUndoable(tx, input.id)
    const undo = undoPolicy(stored.policy, change)
    if (!undo.ok) {
      const documents = { base: change.after, mine: undo.policy, theirs: stored.policy }
      const details = { revision: stored.revision, policy: stored.policy, ...documents, conflicts: undo.conflicts }
      throw new AppError('conflict', undo.message, { ...details, ...(await laterChanges(tx, change)) })
    }
    const { policy } = undo
    refuseWhereFolder(ctx, policyFile(change.service), diffPolicy(stored.policy, policy))
    const { spec, mesh } = await checkEdit(tx, { service: change.service, policy, baseRevision: stored.revision })
    refuseUnsupported(ctx, { before: stored.policy, after: policy, mesh, proxies })
    const edit = { stored, protocol: spec.protocol, policy, reason: input.reason, undoes: change.id, action: 'change:undo', proxies }
    const made = await storePolicy(ctx, tx, edit)
    await tx.changes.update({ ...change, undoneBy: made.id })
    const restored = change.undoes === null ? null : await tx.changes.get(change.undoes)
    if (restored?.undoneBy === change.id) await tx.changes.update({ ...restored, undoneBy: null })
    return made
  })
}

async function findUndoable(tx: SteerTx, id: string): Promise<{ change: Change; stored: StoredPolicy }> {
  const change = await tx.changes.get(id)
  if (!change) throw new AppError('not_found', `no change with the id "${id}"`)
  const stored = await tx.policies.get(change.service)
  if (!stored)
    throw new AppError(
      'not_found',
      `the mesh has no service "${change.service}" any more, so it has no policy: declare it again, then undo`,
    )
  if (change.undoneBy)
    throw new AppError('conflict', `this change was already undone by ${change.undoneBy}; undo that one to have it again`, {
      undoneBy: change.undoneBy,
    })
  return { change, stored }
}

/** What was changed since, newest first; `change` is the newest, as in every conflict. */
async function laterChanges(tx: SteerTx, { service, policyRevision }: Change) {
  const newest = await tx.changes.list({ service, limit: mostShown, withEvidence: true })
  const later = newest.filter((other) => other.policyRevision > policyRevision).map(toChangeWire)
  return { change: later[0] ?? null, later }
}
