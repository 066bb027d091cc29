import type { ApplyPolicyInput } from '@/lib/api/contracts/policies'
import type { Change } from '@/lib/mesh/change'
import { policyFile } from '@/lib/mesh/policy-file'
import { diffPolicy } from '@/lib/routing/diff-policy'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { checkEdit } from './check-edit'
import { refuseUnsupported } from './refuse-unsupported'
import { refuseWhereFolder } from './refuse-where-folder'
import { storePolicy } from './store-policy'

/** Stores an edit by compare-and-swap and answers at once; what the proxies make of it follows as evidence. */
export async function applyPolicy(ctx: Ctx, input: ApplyPolicyInput): Promise<Change> {
  const proxies = await readFleet(ctx)
  return ctx.store.steer.transaction(async (tx) => {
    const stored = await checkEdit(tx, input)
    refuseUnsupported(ctx, { before: stored.policy, after: input.policy, mesh: stored.mesh, proxies })
    refuseWhereFolder(ctx, policyFile(input.service), diffPolicy(stored.policy, input.policy))
    const { protocol } = stored.spec
    return storePolicy(ctx, tx, {
      stored,
      protocol,
      policy: input.policy,
      reason: input.reason,
      undoes: null,
      action: 'policy:apply',
      proxies,
    })
  })
}
