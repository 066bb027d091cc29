import type { Change } from '@/lib/mesh/change'
import { alignEvidence, countInForce } from '@/lib/mesh/evidence'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy, StoredPolicy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { planSentences } from '@/lib/routing/plan-sentences'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { staleRevision } from './check-edit'
import { readDesired } from './read-desired'

type Edit = {
  stored: StoredPolicy
  protocol: Protocol
  policy: Policy
  reason: string
  undoes: string | null
  action: string
  proxies: readonly MeshProxy[]
}

/** The one place that writes a policy: policy, change, audit row and raised revision, inside the caller's transaction. Evidence starts as `stored`. */
export async function storePolicy(ctx: Ctx, tx: SteerTx, edit: Edit): Promise<Change> {
  const { stored, policy, reason } = edit
  const { service } = policy
  const at = ctx.now()
  const policyRevision = await tx.policies.replace(policy, stored.revision)
  if (policyRevision === null) throw await staleRevision(tx, (await tx.policies.get(service)) ?? stored, stored.revision)
  const revision = await tx.raiseRevision()
  const desired = await readDesired(tx, edit.proxies)
  const consumers = ctx.driver.consumers(desired, service, edit.proxies).map((consumer) => consumer.id)
  const evidence = alignEvidence([], consumers, at, ctx.driver.cannotTake?.(desired, service, edit.proxies))
  const change: Change = {
    id: ctx.newId(),
    service,
    actor: ctx.actor,
    reason,
    at,
    policyRevision,
    revision,
    sentence: planSentences(stored.policy, policy, { protocol: edit.protocol, callers: null }).join(' ') || 'Nothing changes.',
    before: stored.policy,
    after: policy,
    state: 'pending',
    undoes: edit.undoes,
    undoneBy: null,
    evidence,
    inForce: countInForce(evidence),
  }
  await tx.changes.insert(change)
  await tx.audit.append({
    at,
    actor: ctx.actor,
    address: ctx.address,
    action: edit.action,
    subject: service,
    reason,
    before: stored.policy,
    after: policy,
    outcome: `revision ${policyRevision}`,
  })
  return change
}
