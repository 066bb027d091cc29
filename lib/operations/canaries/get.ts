import { toCanaryDetail } from '@/lib/canary/to-canary'
import { AppError } from '@/lib/errors'
import type { CanaryDetail } from '@/lib/mesh/canary'
import type { Ctx } from '../ctx'

export async function getCanary(ctx: Pick<Ctx, 'store'>, input: { id: string }): Promise<CanaryDetail> {
  const { canaries } = ctx.store.steer
  const stored = await canaries.get(input.id)
  if (!stored) throw new AppError('not_found', `no canary with the id "${input.id}"`)
  const [requests, ticks, events] = await Promise.all([
    canaries.requests({ canaryId: input.id }),
    canaries.ticks(input.id),
    canaries.events(input.id),
  ])
  return toCanaryDetail(
    stored.record,
    requests.map(({ request }) => request),
    ticks,
    events,
  )
}
