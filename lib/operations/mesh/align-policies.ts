import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import { checkPolicy } from '@/lib/routing/check-policy'
import { initialPolicy } from '@/lib/routing/initial-policy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'

/**
 * Gives every declared service a policy and takes it from every other, inside the caller's transaction. A policy that goes leaves its text in the audit; a service
 * that is declared again gets it back where it still fits, and its first policy otherwise.
 */
export async function alignPolicies(ctx: Ctx, tx: SteerTx, document: MeshDocument): Promise<void> {
  const declared = new Set(document.services.map((service) => service.name))
  const known = new Set<string>()
  for (const { policy, revision } of await tx.policies.list()) {
    known.add(policy.service)
    if (declared.has(policy.service)) continue
    await tx.policies.remove(policy.service)
    const outcome = `revision ${revision}, its service left the mesh document: ${JSON.stringify(policy)}`
    await append(ctx, tx, 'policy:remove', policy.service, outcome)
  }
  for (const spec of document.services) if (!known.has(spec.name)) await givePolicy(ctx, tx, spec, document)
}

async function givePolicy(ctx: Ctx, tx: SteerTx, spec: ServiceSpec, mesh: MeshDocument): Promise<void> {
  const former = await tx.policies.former(spec.name)
  const check = former ? checkPolicy(former, { service: spec, mesh }) : null
  const revision = await tx.policies.replace(former && check?.ok ? former : initialPolicy(spec), 0)
  if (!check) return
  const which = check.ok
    ? 'the policy it had before'
    : `a first policy: the one it had before does not fit: ${check.problems[0]?.message ?? ''}`
  await append(ctx, tx, 'policy:restore', spec.name, `revision ${revision}, ${which}`)
}

const append = (ctx: Ctx, tx: SteerTx, action: string, subject: string, outcome: string): Promise<void> =>
  tx.audit.append({ at: ctx.now(), actor: ctx.actor, address: ctx.address, action, subject, reason: '', outcome })
