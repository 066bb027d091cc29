import type { Ctx } from '../ctx'

/** Takes the red button's lock off. Ended faults stay ended. */
export async function releaseFaults(ctx: Ctx, input: { reason: string }): Promise<undefined> {
  await ctx.store.steer.transaction(async (tx) => {
    const at = ctx.now()
    await tx.faults.setLock(null)
    await tx.raiseRevision()
    const { actor, address } = ctx
    await tx.audit.append({ at, actor, address, action: 'fault:release', subject: 'all', reason: input.reason, outcome: 'released' })
  })
}
