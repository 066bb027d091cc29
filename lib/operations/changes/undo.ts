import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import { undoPolicy } from '@/lib/routing/undo-policy'
import type { Ctx } from '../ctx'
import { checkEdit, staleRevision } from '../policies/check-edit'
import { storePolicy } from '../policies/store-policy'
import { readFleet } from '../proxies/read-fleet'

/** Restores the policy from before a change, as a new change. A later edit of the same policy is a conflict that shows it: nothing is merged or lost. */
export async function undoChange(ctx: Ctx, input: { id: string; reason: string }): Promise<Change> {
  const proxies = await readFleet(ctx)
  return ctx.store.steer.transaction(async (tx) => {
    const change = await tx.changes.get(input.id)
    if (!change) throw new AppError('not_found', `no change with the id "${input.id}"`)
    const stored = await tx.policies.get(change.service)
    if (!stored) throw new AppError('not_found', `${change.service} has no policy any more`)
    if (change.undoneBy)
      throw new AppError('conflict', `this change was already undone by ${change.undoneBy}`, { undoneBy: change.undoneBy })
    const undo = undoPolicy(stored.policy, change)
    if (!undo.ok) throw new AppError('conflict', undo.message, (await staleRevision(tx, stored, change.policyRevision)).details)
    const { policy } = undo
    const { spec } = await checkEdit(tx, { service: change.service, policy, baseRevision: stored.revision })
    const edit = { stored, protocol: spec.protocol, policy, reason: input.reason, undoes: change.id, action: 'change:undo', proxies }
    const made = await storePolicy(ctx, tx, edit)
    await tx.changes.update({ ...change, undoneBy: made.id })
    return made
  })
}
