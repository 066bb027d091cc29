import type { MeshView, PutMeshInput } from '@/lib/api/contracts/mesh'
import { AppError } from '@/lib/errors'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { checkPolicy } from '@/lib/routing/check-policy'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { alignPolicies } from './align-policies'
import { checkMesh, type MeshProblem } from './check-mesh'

/**
 * Replaces the mesh document by compare-and-swap. In the same transaction a new service gets its policy and a gone one loses it;
 * a document that would leave a policy or a running fault without what it names is refused.
 */
export async function putMesh(ctx: Ctx, input: PutMeshInput): Promise<MeshView> {
  return ctx.store.steer.transaction(async (tx) => {
    const stored = await tx.mesh.get()
    const current = stored?.revision ?? 0
    if (current !== input.baseRevision) {
      throw new AppError(
        'conflict',
        `the mesh is at revision ${current} now, this edit is based on ${input.baseRevision}; read it again and edit that`,
        {
          revision: current,
          document: stored?.document ?? null,
        },
      )
    }
    const problems = [...checkMesh(input.document), ...(await orphaned(tx, input.document))]
    if (problems[0]) throw toRejected(problems)
    await alignPolicies(ctx, tx, input.document)
    const mesh = await tx.mesh.put(input.document)
    await tx.raiseRevision()
    const outcome = `revision ${mesh.revision}`
    await tx.audit.append({
      at: ctx.now(),
      actor: ctx.actor,
      address: ctx.address,
      action: 'mesh:put',
      subject: 'mesh',
      reason: '',
      before: stored?.document,
      after: input.document,
      outcome,
    })
    return mesh
  })
}

/** Policies, faults and canaries that name what the document does not have any more. */
async function orphaned(tx: SteerTx, document: MeshDocument): Promise<MeshProblem[]> {
  const problems: MeshProblem[] = []
  const specs = new Map(document.services.map((service) => [service.name, service]))
  for (const { policy } of await tx.policies.list()) {
    const service = specs.get(policy.service)
    const check = service ? checkPolicy(policy, { service, mesh: document }) : { ok: true as const }
    if (!check.ok)
      problems.push({
        path: 'services',
        message: `the policy of ${policy.service} would not fit: ${check.problems[0]?.message ?? ''}; change the policy first`,
      })
  }
  for (const fault of await tx.faults.list({ active: true, limit: 1000 }))
    if (!specs.has(fault.service))
      problems.push({ path: 'services', message: `a fault runs on ${fault.service}; stop it first (${fault.id})` })
  for (const { record } of await tx.canaries.list({ active: true, limit: 1000 })) {
    const { id, service, version, baseline } = record.state.plan
    const versions = specs.get(service)?.versions.map(({ name }) => name) ?? []
    const gone = [version, baseline].filter((name) => !versions.includes(name))
    if (gone.length > 0)
      problems.push({ path: 'services', message: `a canary of ${service} compares ${gone.join(' and ')}; abort it first (${id})` })
  }
  return problems
}

function toRejected(problems: readonly MeshProblem[]): AppError {
  const first = problems[0]
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new AppError('rejected', `${first?.path}: ${first?.message}${more}`, { problems })
}
