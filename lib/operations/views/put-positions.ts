import type { NodePosition } from '@/lib/store/store'
import type { Ctx } from '../ctx'

export async function putPositions(
  ctx: Ctx,
  input: { view: string; positions: Record<string, NodePosition> },
): Promise<Record<string, NodePosition>> {
  await ctx.store.steer.positions.put(input.view, input.positions)
  return input.positions
}
