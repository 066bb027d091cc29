import { toChangeWire } from '@/lib/api/wire/change'
import { AppError } from '@/lib/errors'
import { findSplitBucket, splitBucketText } from '@/lib/faults/find-split-bucket'
import { isFaultActive } from '@/lib/mesh/fault'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy, StoredPolicy } from '@/lib/mesh/policy'
import { checkPolicy } from '@/lib/routing/check-policy'
import type { PolicyProblem } from '@/lib/routing/policy-problem'
import type { SteerTx } from '@/lib/store/store'
import { findService } from './find-service'
import { readRevision } from './read-revision'

type Edit = { service: ServiceName; policy: Policy; baseRevision: number }
type Reads = Pick<SteerTx, 'mesh' | 'policies' | 'changes' | 'faults'>

/**
 * Whether an edit may be stored, in the contract's order: known service 404, current revision 409 (with the other edit), meaning 422.
 * Answers what is stored now, and the service and the mesh as they are declared.
 */
export async function checkEdit(reads: Reads, edit: Edit): Promise<StoredPolicy & { spec: ServiceSpec; mesh: MeshDocument }> {
  const { spec, mesh } = await findService(reads, edit.service)
  const stored = await reads.policies.get(edit.service)
  if (!stored) throw new AppError('not_found', `${edit.service} has no policy yet`)
  if (stored.revision !== edit.baseRevision) throw await staleRevision(reads, stored, edit.baseRevision)
  const check = checkPolicy(edit.policy, { service: spec, mesh })
  const problems = [...(check.ok ? [] : check.problems), ...(await checkBuckets(reads, edit.policy))]
  const first = problems[0]
  if (!first) return { ...stored, spec, mesh }
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw new AppError('rejected', `${first.path}: ${first.message}; ${first.fix}${more}`, { problems })
}

/** What active faults leave no room for; whoever starts a fault is asked the same of the policy. */
export async function checkBuckets(reads: Pick<SteerTx, 'faults'>, policy: Policy): Promise<PolicyProblem[]> {
  const split = findSplitBucket(policy, (await reads.faults.list({ active: true, limit: 1000 })).filter(isFaultActive))
  if (!split) return []
  const message = splitBucketText(split.rule, split.faults[1])
  return [{ path: `rules[${split.index}].rateLimit`, message, fix: 'stop it first, or leave the rate limit out for the time' }]
}

/**
 * The conflict that shows the other edit: its revision, its policy and, where there is one, the change that made it; `base` is the policy the edit was made on (null
 * where it is not kept), so that whoever lost can merge.
 */
export async function staleRevision(reads: Pick<SteerTx, 'changes'>, stored: StoredPolicy, baseRevision: number): Promise<AppError> {
  const { service } = stored.policy
  const [latest] = await reads.changes.list({ service, limit: 1, withEvidence: true })
  const change = latest && latest.policyRevision === stored.revision ? toChangeWire(latest) : null
  const by = change ? ` by ${change.actor}: “${change.reason}”` : ''
  return new AppError(
    'conflict',
    `${service} is at revision ${stored.revision} now, this edit is based on ${baseRevision}${by}; read it again and edit that`,
    { revision: stored.revision, policy: stored.policy, change, base: await readRevision(reads, service, baseRevision) },
  )
}
