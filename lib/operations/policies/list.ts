import type { StoredPolicy } from '@/lib/mesh/policy'
import type { Ctx } from '../ctx'
import { noMesh } from './read-desired'

export async function listPolicies(ctx: Ctx): Promise<StoredPolicy[]> {
  const mesh = (await ctx.store.steer.mesh.get())?.document ?? noMesh
  const declared = new Set(mesh.services.map((service) => service.name))
  return (await ctx.store.steer.policies.list()).filter((stored) => declared.has(stored.policy.service))
}
