import type { ListCanariesInput } from '@/lib/api/contracts/canaries'
import { toCanary } from '@/lib/canary/to-canary'
import type { Canary } from '@/lib/mesh/canary'
import type { Ctx } from '../ctx'

export async function listCanaries(ctx: Ctx, input: ListCanariesInput): Promise<Canary[]> {
  const { canaries } = ctx.store.steer
  const [found, requests] = await Promise.all([canaries.list(input), canaries.requests({ unanswered: true })])
  return found.map(({ record }) =>
    toCanary(
      record,
      requests.filter(({ canaryId }) => canaryId === record.state.plan.id).map(({ request }) => request),
    ),
  )
}
