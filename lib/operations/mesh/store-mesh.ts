import type { MeshView, PutMeshInput } from '@/lib/api/contracts/mesh'
import { AppError } from '@/lib/errors'
import type { ServiceName } from '@/lib/mesh/names'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { alignPolicies } from './align-policies'
import { checkMesh, type MeshProblem } from './check-mesh'
import { findOrphans } from './find-orphans'

const none: ReadonlySet<ServiceName> = new Set()

/** The one place that writes the mesh document, inside the caller's transaction. `edited`: services whose policy the caller replaces and checks itself. */
export async function storeMesh(ctx: Ctx, tx: SteerTx, input: PutMeshInput, edited: ReadonlySet<ServiceName> = none): Promise<MeshView> {
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
  const problems = [...checkMesh(input.document), ...(await findOrphans(tx, input.document, edited))]
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
}

function toRejected(problems: readonly MeshProblem[]): AppError {
  const first = problems[0]
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new AppError('rejected', `${first?.path}: ${first?.message}${more}`, { problems })
}
