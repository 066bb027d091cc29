import type { AuditVerdict } from '@/lib/mesh/audit'
import type { Ctx } from '../ctx'

/** Walks the whole chain; a broken one is an answer, not an error. */
export const verifyAudit = (ctx: Ctx, input: { expected: string | null }): Promise<AuditVerdict> =>
  ctx.store.steer.audit.verify(input.expected)
