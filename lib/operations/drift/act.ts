import type { DriftActionInput } from '@/lib/api/contracts/drift'
import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import type { Drift } from '@/lib/mesh/drift'
import { policyFile } from '@/lib/mesh/policy-file'
import { diffPolicy } from '@/lib/routing/diff-policy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { checkEdit, staleRevision } from '../policies/check-edit'
import { refuseUnsupported } from '../policies/refuse-unsupported'
import { refuseWhereFolder } from '../policies/refuse-where-folder'
import { storePolicy } from '../policies/store-policy'
import { readFleet } from '../proxies/read-fleet'

/** adopt: what runs becomes the policy, as a change; overwrite: the proxy is told again, by the runtime; ignore: not shown as drift until then. Each is in the audit. */
export async function actOnDrift(ctx: Ctx, input: DriftActionInput): Promise<{ drift: Drift; change: Change | null }> {
  const proxies = await readFleet(ctx)
  return ctx.store.steer.transaction(async (tx) => {
    const drift = await tx.drift.get(input.id)
    if (!drift) throw new AppError('not_found', 'this drift is not found any more: it is gone, or was never there')
    if (input.action === 'ignore') {
      const ignored = { until: input.until, actor: ctx.actor, reason: input.reason }
      return { drift: await put(ctx, tx, { ...drift, ignored }, input), change: null }
    }
    const way = drift[input.action]
    if (!way.possible) throw new AppError('rejected', `it cannot be ${input.action === 'adopt' ? 'adopted' : 'overwritten'}: ${way.reason}`)
    if (input.action === 'overwrite') {
      const asked = { actor: ctx.actor, reason: input.reason, at: ctx.now(), problem: null }
      return { drift: await put(ctx, tx, { ...drift, asked }, input), change: null }
    }
    const change = await adopt(ctx, tx, drift, input.reason, proxies)
    return { drift: await put(ctx, tx, drift, input), change }
  })
}

/** Over the edit that it was found beside, and no other: who adopts has seen the difference to that one. */
async function adopt(
  ctx: Ctx,
  tx: SteerTx,
  { policy, service, policyRevision }: Drift,
  reason: string,
  proxies: Awaited<ReturnType<typeof readFleet>>,
) {
  const stored = service === null ? null : await tx.policies.get(service)
  if (!policy || !stored || service === null) throw new AppError('rejected', 'it cannot be adopted: its service has no policy any more')
  const merged = { ...policy, ...(stored.policy.destination && { destination: stored.policy.destination }) }
  if (stored.revision !== policyRevision) throw await staleRevision(tx, stored, policyRevision ?? 0)
  refuseWhereFolder(ctx, policyFile(service), diffPolicy(stored.policy, merged))
  const { spec, mesh } = await checkEdit(tx, { service, policy: merged, baseRevision: stored.revision })
  refuseUnsupported(ctx, { before: stored.policy, after: merged, mesh, proxies })
  return storePolicy(ctx, tx, { stored, protocol: spec.protocol, policy: merged, reason, undoes: null, action: 'drift:adopt', proxies })
}

async function put(ctx: Ctx, tx: SteerTx, drift: Drift, { action, reason }: DriftActionInput): Promise<Drift> {
  await tx.drift.put(drift)
  await tx.audit.append({
    at: ctx.now(),
    actor: ctx.actor,
    address: ctx.address,
    action: `drift:${action}`,
    subject: drift.id,
    reason,
    outcome: drift.sentence,
  })
  return drift
}
