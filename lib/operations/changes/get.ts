import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import type { Ctx } from '../ctx'

export async function getChange(ctx: Ctx, input: { id: string }): Promise<Change> {
  const change = await ctx.store.steer.changes.get(input.id)
  if (!change) throw new AppError('not_found', `no change with the id "${input.id}"`)
  return change
}
