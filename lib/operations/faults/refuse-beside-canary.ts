import { AppError } from '@/lib/errors'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { SteerTx } from '@/lib/store/store'

/**
 * One experiment per route: a canary holds its service, and the services that it calls by the mesh document. A fault there needs a reason to run beside it;
 * a canary of the same service is held then, and none of its requests counts until the fault has ended.
 */
export async function refuseBesideCanary(tx: Pick<SteerTx, 'canaries'>, spec: FaultSpec, mesh: MeshDocument): Promise<void> {
  if (spec.overrideLock !== undefined) return
  for (const { record } of await tx.canaries.list({ active: true, limit: 1000 })) {
    const { id, service, version, actor } = record.state.plan
    const callees = mesh.services.find(({ name }) => name === service)?.calls ?? []
    if (service !== spec.service && !callees.includes(spec.service)) continue
    const held = service === spec.service ? 'this route' : `${spec.service}, which ${service} calls`
    throw new AppError(
      'conflict',
      `canary ${id} of ${actor} (${service} ${version}) holds ${held}: abort it first, or say with overrideLock why both may run`,
      { holder: id },
    )
  }
}
