import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import type { Ctx } from '../ctx'

/** A shift by one click says its reason afterwards. Nothing that proxies receive depends on it, so the mesh revision stays; the audit row holds both texts. */
export async function editReason(ctx: Ctx, input: { id: string; reason: string }): Promise<Change> {
  const { id, reason } = input
  return ctx.store.steer.transaction(async (tx) => {
    const change = await tx.changes.get(id)
    if (!change) throw new AppError('not_found', `no change with the id "${id}"`)
    if (change.reason === reason) return change
    await tx.changes.putReason(id, reason)
    await tx.audit.append({
      at: ctx.now(),
      actor: ctx.actor,
      address: ctx.address,
      action: 'change:reason',
      subject: id,
      reason,
      before: { reason: change.reason },
      after: { reason },
      outcome: `was: ${change.reason}`,
    })
    return { ...change, reason }
  })
}
