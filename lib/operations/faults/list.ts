import type { FaultList, ListFaultsInput } from '@/lib/api/contracts/faults'
import type { Ctx } from '../ctx'

export async function listFaults(ctx: Ctx, input: ListFaultsInput): Promise<FaultList> {
  const { faults } = ctx.store.steer
  const [found, lock] = await Promise.all([faults.list(input), faults.lock()])
  return { faults: found, lock: lock?.locked ? lock : null }
}
