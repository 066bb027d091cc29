import { AppError } from '@/lib/errors'
import type { Fault } from '@/lib/mesh/fault'
import type { Ctx } from '../ctx'

export async function getFault(ctx: Ctx, input: { id: string }): Promise<Fault> {
  const fault = await ctx.store.steer.faults.get(input.id)
  if (!fault) throw new AppError('not_found', `no fault with the id "${input.id}"`)
  return fault
}
