import type { MeshView } from '@/lib/api/contracts/mesh'
import type { Ctx } from '../ctx'
import { noMesh } from '../policies/read-desired'

export const getMesh = async (ctx: Ctx): Promise<MeshView> => (await ctx.store.steer.mesh.get()) ?? { document: noMesh, revision: 0 }
