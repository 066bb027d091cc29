import { AppError } from '@/lib/errors'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { changedFeatures } from '@/lib/routing/changed-features'
import type { Ctx } from '../ctx'

type Edit = { before: Policy; after: Policy; mesh: MeshDocument; proxies: readonly MeshProxy[] }

/** An edit to something that none of the service's callers can do: it could never be in force. What is taken out needs nobody who can do it. */
export function refuseUnsupported(ctx: Ctx, { before, after, mesh, proxies }: Edit): void {
  const capabilities = ctx.driver.capabilities(mesh, after.service, proxies)
  const held = new Set(changedFeatures({ service: after.service, rules: [{ name: '', backends: [] }] }, after))
  const problems = changedFeatures(before, after).flatMap((feature) => {
    if (!held.has(feature)) return []
    const found = capabilities.find((capability) => capability.feature === feature)
    return found && !found.supported ? [{ path: feature, message: found.reason ?? 'it is not supported' }] : []
  })
  const [first] = problems
  if (first) throw new AppError('rejected', `${first.path}: ${first.message}`, { problems })
}
