import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { storeRequest } from './ask'

/** Inside the red button's transaction: every canary that is not on its way back is asked to weight 0. Answers whose. */
export async function abortAllCanaries(ctx: Ctx, tx: SteerTx, reason: string): Promise<string[]> {
  const active = await tx.canaries.list({ active: true, limit: 10_000 })
  const running = active.filter(({ record }) => record.state.phase.name !== 'rolling_back').map(({ record }) => record.state.plan.id)
  for (const id of running) await storeRequest(ctx, tx, { id, kind: 'abort', reason: `red button: ${reason}` })
  return running
}
