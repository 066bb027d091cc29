import { AppError } from '@/lib/errors'
import type { Fault, FaultOutcome } from '@/lib/mesh/fault'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'

/** Takes a fault's values back at once; it is ended when its removal is proved. Stopping one that ends or has ended changes nothing. */
export async function stopFault(ctx: Ctx, input: { id: string; reason: string }): Promise<Fault> {
  return ctx.store.steer.transaction(async (tx) => {
    const fault = await tx.faults.get(input.id)
    if (!fault) throw new AppError('not_found', `no fault with the id "${input.id}"`)
    if (fault.state === 'ended' || fault.state === 'removing') return fault
    const stopped = await endFault(ctx, tx, fault, 'stopped', input.reason)
    await tx.raiseRevision()
    return stopped
  })
}

export async function endFault(ctx: Ctx, tx: SteerTx, fault: Fault, outcome: FaultOutcome, reason: string): Promise<Fault> {
  const at = ctx.now()
  const stopped: Fault = { ...fault, state: 'removing', stateReason: reason, stopping: { outcome, actor: ctx.actor, reason, at } }
  await tx.faults.update(stopped)
  await tx.audit.append({ at, actor: ctx.actor, address: ctx.address, action: 'fault:stop', subject: fault.id, reason, outcome })
  return stopped
}
