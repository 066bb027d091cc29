import { AppError } from '@/lib/errors'
import type { ServiceName } from '@/lib/mesh/names'
import type { PolicyRevision, PolicyRevisions } from '@/lib/mesh/policy-revision'
import type { Ctx } from '../ctx'

/** Every revision of a policy whose document is kept, newest first: what each change made, and what the oldest of them found. */
export async function listRevisions(ctx: Ctx, input: { service: ServiceName; limit: number }): Promise<PolicyRevisions> {
  const { service, limit } = input
  const stored = await ctx.store.steer.policies.get(service)
  const changes = await ctx.store.steer.changes.list({ service, limit })
  if (!stored && changes.length === 0) throw new AppError('not_found', `nothing was ever stored for a service "${service}"`)
  const made = new Map<number, PolicyRevision>()
  for (const { policyRevision, at, actor, reason, sentence, id, after, before } of changes) {
    made.set(policyRevision, { revision: policyRevision, at, actor, reason, sentence, changeId: id, policy: after })
    if (before && !made.has(policyRevision - 1)) made.set(policyRevision - 1, withoutChange(policyRevision - 1, before))
  }
  if (stored && !made.has(stored.revision)) made.set(stored.revision, withoutChange(stored.revision, stored.policy))
  const revisions = [...made.values()].sort((a, b) => b.revision - a.revision)
  return { service, present: stored?.revision ?? null, revisions }
}

/** Made by the mesh document: a first policy, or one that came back with its service. */
const withoutChange = (revision: number, policy: PolicyRevision['policy']): PolicyRevision => ({
  revision,
  at: null,
  actor: null,
  reason: null,
  sentence: null,
  changeId: null,
  policy,
})
