import type { AppliedDocuments, ApplyDocumentsInput } from '@/lib/api/contracts/apply'
import { AppError } from '@/lib/errors'
import type { Change } from '@/lib/mesh/change'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import { checkPolicy } from '@/lib/routing/check-policy'
import { diffPolicy } from '@/lib/routing/diff-policy'
import type { PolicyProblem } from '@/lib/routing/policy-problem'
import type { SteerTx } from '@/lib/store/store'
import type { Ctx } from '../ctx'
import { checkBuckets, staleRevision } from '../policies/check-edit'
import { noMesh } from '../policies/read-desired'
import { refuseUnsupported } from '../policies/refuse-unsupported'
import { refuseWhereFolder } from '../policies/refuse-where-folder'
import { storePolicy } from '../policies/store-policy'
import { readFleet } from '../proxies/read-fleet'
import { storeMesh } from './store-mesh'

/** Carries a dry run's answer out of the transaction that is rolled back. */
class DryRun extends Error {
  readonly applied: AppliedDocuments
  constructor(applied: AppliedDocuments) {
    super('a dry run')
    this.applied = applied
  }
}

/**
 * A whole mesh, or any part of it, in one transaction: all documents or none. What equals the stored is left alone. A dry run does everything, by the same checks, and
 * takes it back.
 */
export async function applyDocuments(ctx: Ctx, input: ApplyDocumentsInput): Promise<AppliedDocuments> {
  if (!input.dryRun) refuseWhereFolder(ctx, 'the mesh', null)
  const proxies = await readFleet(ctx)
  try {
    return await ctx.store.steer.transaction(async (tx) => {
      const applied = await applyAll(ctx, tx, input, proxies)
      if (input.dryRun) throw new DryRun(applied)
      return applied
    })
  } catch (error) {
    if (error instanceof DryRun) return error.applied
    throw error
  }
}

async function applyAll(ctx: Ctx, tx: SteerTx, input: ApplyDocumentsInput, proxies: Awaited<ReturnType<typeof readFleet>>) {
  const former = await tx.mesh.get()
  const before = new Set(former?.document.services.map(({ name }) => name))
  const edited = new Set(input.policies.map(({ policy }) => policy.service))
  await refuseStale(tx, before, input)
  const mesh = input.mesh ? await storeMesh(ctx, tx, input.mesh, edited) : null
  const document = mesh?.document ?? former?.document ?? noMesh
  await refuseMeaningless(tx, document, input)
  const changes: Change[] = []
  for (const { policy, baseRevision } of input.policies) {
    const stored = await tx.policies.get(policy.service)
    if (!stored) throw new AppError('internal', `${policy.service} is declared and has no policy`)
    const isNew = baseRevision === 0 && !before.has(policy.service)
    if (!isNew && stored.revision !== baseRevision) throw await staleRevision(tx, stored, baseRevision)
    if (diffPolicy(stored.policy, policy).every((line) => line.kind === 'same')) continue
    refuseUnsupported(ctx, { before: stored.policy, after: policy, mesh: document, proxies })
    const protocol = protocolOf(document, policy.service)
    const edit = { stored, protocol, policy, reason: input.reason, undoes: null, action: 'policy:apply', proxies }
    changes.push(await storePolicy(ctx, tx, edit))
  }
  return { meshRevision: mesh?.revision ?? null, changes }
}

/** Before meaning is judged (contract, section 2): what is stale may make sense no more for the very edit that it does not know. */
async function refuseStale(tx: SteerTx, before: ReadonlySet<ServiceName>, { policies }: ApplyDocumentsInput): Promise<void> {
  for (const { policy, baseRevision } of policies) {
    const stored = before.has(policy.service) ? await tx.policies.get(policy.service) : null
    if (stored && stored.revision !== baseRevision) throw await staleRevision(tx, stored, baseRevision)
  }
}

/** All problems of all policies at once, each with its service. */
async function refuseMeaningless(tx: SteerTx, mesh: MeshDocument, { policies }: ApplyDocumentsInput): Promise<void> {
  const problems: (PolicyProblem & { service: ServiceName })[] = []
  for (const { policy } of policies) {
    const check = checkPolicy(policy, { service: mesh.services.find(({ name }) => name === policy.service), mesh })
    const found = [...(check.ok ? [] : check.problems), ...(await checkBuckets(tx, policy))]
    problems.push(...found.map((problem) => ({ service: policy.service, ...problem })))
  }
  const [first] = problems
  if (!first) return
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw new AppError('rejected', `${first.service}: ${first.path}: ${first.message}; ${first.fix}${more}. Nothing was applied`, {
    problems,
  })
}

const protocolOf = (mesh: MeshDocument, service: ServiceName) => mesh.services.find(({ name }) => name === service)?.protocol ?? 'http'
