import { AppError } from '@/lib/errors'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { changedFeatures } from '@/lib/routing/changed-features'
import type { Ctx } from '../ctx'

type Edit = { before: Policy; after: Policy; mesh: MeshDocument; proxies: readonly MeshProxy[] }

/** An edit of something that none of the service's callers can do: it could never be in force. */
export function refuseUnsupported(ctx: Ctx, { before, after, mesh, proxies }: Edit): void {
  const capabilities = ctx.driver.capabilities(mesh, after.service, proxies)
  const problems = changedFeatures(before, after).flatMap((feature) => {
    const found = capabilities.find((capability) => capability.feature === feature)
    return found && !found.supported ? [{ path: feature, message: found.reason ?? 'it is not supported' }] : []
  })
  const [first] = problems
  if (first) throw new AppError('rejected', `${first.path}: ${first.message}`, { problems })
}
