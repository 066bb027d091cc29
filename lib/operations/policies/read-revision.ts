import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { SteerTx } from '@/lib/store/store'

/** The document of one revision of a policy: what the change that made it left, or what the next one found; null where neither is kept. */
export async function readRevision(reads: Pick<SteerTx, 'changes'>, service: ServiceName, revision: number): Promise<Policy | null> {
  const [made] = await reads.changes.list({ service, policyRevision: revision, limit: 1 })
  if (made) return made.after
  const [next] = await reads.changes.list({ service, policyRevision: revision + 1, limit: 1 })
  return next?.before ?? null
}
