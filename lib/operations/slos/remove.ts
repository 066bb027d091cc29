import type { RemoveSloInput } from '@/lib/api/contracts/slos'
import { AppError } from '@/lib/errors'
import type { StoredSlo } from '@/lib/mesh/slo'
import type { Ctx } from '../ctx'

/** Removes a target as it was seen; one that was edited meanwhile stays. */
export async function removeSlo(ctx: Ctx, { service, baseRevision }: RemoveSloInput): Promise<StoredSlo> {
  return ctx.store.steer.transaction(async (tx) => {
    const before = (await tx.slos.list()).find((slo) => slo.service === service)
    if (!before) throw new AppError('not_found', `no target is set for "${service}"`)
    if (!(await tx.slos.remove(service, baseRevision)))
      throw new AppError(
        'conflict',
        `slo: ${before.actor} edited this target meanwhile, it is at revision ${before.revision}; yours is ${baseRevision}`,
        before,
      )
    const { windowDays, availability, latency } = before
    await tx.audit.append({
      at: ctx.now(),
      actor: ctx.actor,
      address: ctx.address,
      action: 'slo:remove',
      subject: service,
      reason: 'removed',
      before: { windowDays, availability, latency },
      outcome: `revision ${before.revision} is gone`,
    })
    return before
  })
}
