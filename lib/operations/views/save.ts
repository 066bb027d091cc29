import type { SaveViewInput } from '@/lib/api/contracts/saved-views'
import { AppError } from '@/lib/errors'
import type { SavedView } from '@/lib/mesh/saved-view'
import type { Ctx } from '../ctx'
import { dropLayout } from './drop-layout'

const mostViews = 200

/** Saves a view by compare-and-swap on its name, with its audit row. */
export async function saveView(ctx: Ctx, { name, params, reason, baseRevision }: SaveViewInput): Promise<SavedView> {
  const { saved, former } = await ctx.store.steer.transaction(async (tx) => {
    const views = await tx.views.list()
    const before = views.find((view) => view.name === name)
    const saved = await tx.views.replace({ name, params, actor: ctx.actor, at: ctx.now() }, baseRevision)
    if (!saved)
      throw new AppError(
        'conflict',
        before
          ? `view: ${before.actor} saved this view meanwhile, it is at revision ${before.revision}; yours is based on ${baseRevision}`
          : `view: there is no view of this name any more; send If-Match: "0" to make it anew`,
        before ?? null,
      )
    // After the revision, as everywhere; the transaction takes it back.
    if (!before && views.length >= mostViews)
      throw new AppError('rejected', `there are ${mostViews} saved views, more are not kept: remove one first`)
    await tx.audit.append({
      at: saved.at,
      actor: ctx.actor,
      address: ctx.address,
      action: 'view:save',
      subject: name,
      reason,
      before: before?.params ?? null,
      after: params,
      outcome: `revision ${saved.revision}`,
    })
    return { saved, former: before }
  })
  if (former) await dropLayout(ctx, former)
  return saved
}
