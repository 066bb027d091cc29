import type { NodePosition } from '@/lib/store/store'
import type { Ctx } from '../ctx'

export const getPositions = (ctx: Ctx, input: { view: string }): Promise<Record<string, NodePosition>> =>
  ctx.store.steer.positions.get(input.view)
