import type { RemoveViewInput } from '@/lib/api/contracts/saved-views'
import { AppError } from '@/lib/errors'
import type { SavedView } from '@/lib/mesh/saved-view'
import type { Ctx } from '../ctx'
import { dropLayout } from './drop-layout'

/** Removes a view as it was seen; one that was saved meanwhile stays. */
export async function removeView(ctx: Ctx, { name, baseRevision }: RemoveViewInput): Promise<SavedView> {
  const removed = await ctx.store.steer.transaction(async (tx) => {
    const before = (await tx.views.list()).find((view) => view.name === name)
    if (!before) throw new AppError('not_found', 'view: there is no saved view of this name')
    if (!(await tx.views.remove(name, baseRevision)))
      throw new AppError(
        'conflict',
        `view: ${before.actor} saved this view meanwhile, it is at revision ${before.revision}; yours is ${baseRevision}`,
        before,
      )
    const { params, revision } = before
    await tx.audit.append({
      at: ctx.now(),
      actor: ctx.actor,
      address: ctx.address,
      action: 'view:remove',
      subject: name,
      reason: 'removed from the topology',
      before: params,
      outcome: `revision ${revision} is gone`,
    })
    return before
  })
  await dropLayout(ctx, removed)
  return removed
}
