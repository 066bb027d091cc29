import { advanceEvidence, countInForce, toChangeState } from '@/lib/mesh/evidence'
import type { ServiceName } from '@/lib/mesh/names'
import type { Ctx } from '../ctx'

type Admission = { service: ServiceName; policyRevision: number; proxyId: string }

/**
 * The first proxy accepted an edit. Where it still is the stored policy that is written down with its change, so that it is known after a restart. The mesh-wide
 * revision is raised in any case: what is published next differs from what that proxy, or every other one, was told of the last one.
 */
export async function admitChange(ctx: Ctx, { service, policyRevision, proxyId }: Admission): Promise<void> {
  await ctx.store.steer.transaction(async (tx) => {
    await tx.raiseRevision()
    if ((await tx.policies.get(service))?.revision !== policyRevision) return
    const [change] = await tx.changes.list({ service, policyRevision, limit: 1, withEvidence: true })
    if (change?.state !== 'pending' && change?.state !== 'applying') return
    const known = change.evidence.some((row) => row.proxyId === proxyId)
    const rows = known ? change.evidence : [...change.evidence, { proxyId, stage: 'stored' as const, at: { stored: change.at } }]
    const evidence = rows.map((row) => (row.proxyId === proxyId ? advanceEvidence(row, 'accepted', ctx.now()) : row))
    await tx.changes.update({ ...change, evidence, state: toChangeState(evidence), inForce: countInForce(evidence) })
  })
}
