import { AppError } from '@/lib/errors'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { SteerTx } from '@/lib/store/store'
import { noMesh } from './read-desired'

/** The declared service and its mesh; `not_found` where the mesh document does not name it. */
export async function findService(reads: Pick<SteerTx, 'mesh'>, service: ServiceName): Promise<{ spec: ServiceSpec; mesh: MeshDocument }> {
  const mesh = (await reads.mesh.get())?.document ?? noMesh
  const spec = mesh.services.find((other) => other.name === service)
  if (spec) return { spec, mesh }
  throw new AppError('not_found', `the mesh has no service "${service}": GET /api/v1/mesh lists the declared ones`)
}
