import type { MeshView, PutMeshInput } from '@/lib/api/contracts/mesh'
import type { Ctx } from '../ctx'
import { refuseWhereFolder } from '../policies/refuse-where-folder'
import { storeMesh } from './store-mesh'

/**
 * Replaces the mesh document by compare-and-swap. In the same transaction a new service gets its policy and a gone one loses it;
 * a document that would leave a policy, a running fault or a canary without what it names is refused.
 */
export async function putMesh(ctx: Ctx, input: PutMeshInput): Promise<MeshView> {
  refuseWhereFolder(ctx, 'mesh.yaml', null)
  return ctx.store.steer.transaction((tx) => storeMesh(ctx, tx, input))
}
