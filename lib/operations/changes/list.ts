import type { Change } from '@/lib/mesh/change'
import type { Ctx } from '../ctx'

export const listChanges = (ctx: Ctx, input: { service?: string | undefined; limit: number }): Promise<Change[]> =>
  ctx.store.steer.changes.list({ ...input, withEvidence: true })
