import { countInForce, explainEvidence, rejectEvidence } from '@/lib/mesh/evidence'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import type { Ctx } from '../ctx'
import { findService } from '../policies/find-service'
import { storePolicy } from '../policies/store-policy'
import { readFleet } from '../proxies/read-fleet'

type Rejection = { service: ServiceName; policyRevision: number; proxyId: string; words: string; restore: Policy }

/**
 * The first proxy refused an edit: its change is rejected with the proxy's words, and where nobody has edited on top of it the policy that runs is stored again, as a
 * change that undoes it, so that what is stored is what runs.
 */
export async function rejectChange(ctx: Ctx, { service, policyRevision, proxyId, words, restore }: Rejection): Promise<void> {
  const proxies = await readFleet(ctx)
  await ctx.store.steer.transaction(async (tx) => {
    const [change] = await tx.changes.list({ service, policyRevision, limit: 1, withEvidence: true })
    const at = ctx.now()
    const stored = await tx.policies.get(service)
    const isLast = stored?.revision === policyRevision
    let undoneBy: string | null = change?.undoneBy ?? null
    if (stored && isLast) {
      const { spec } = await findService(tx, service)
      const reason = `${proxyId} refused revision ${policyRevision}: ${words}`.slice(0, 2000)
      const edit = {
        stored,
        protocol: spec.protocol,
        policy: restore,
        reason,
        undoes: change?.id ?? null,
        action: 'policy:reject',
        proxies,
      }
      undoneBy = (await storePolicy({ ...ctx, actor: 'outrider' }, tx, edit)).id
    }
    if (!change) return
    const known = change.evidence.some((row) => row.proxyId === proxyId)
    const rows = known ? change.evidence : [...change.evidence, { proxyId, stage: 'stored' as const, at: { stored: change.at } }]
    const evidence = rows.map((row) =>
      row.proxyId === proxyId ? rejectEvidence(row, at, words) : explainEvidence(row, `not sent: ${proxyId} refused it`),
    )
    await tx.changes.update({ ...change, evidence, state: 'rejected', inForce: countInForce(evidence), undoneBy })
  })
}
