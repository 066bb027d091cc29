import type { GetSloInput } from '@/lib/api/contracts/slos'
import { AppError } from '@/lib/errors'
import type { SloStatus } from '@/lib/mesh/slo'
import type { Ctx } from '../ctx'
import { judgeSlos } from './judge-slos'

export async function getSlo(ctx: Ctx, { service }: GetSloInput): Promise<SloStatus> {
  const slo = (await ctx.store.steer.slos.list()).find((each) => each.service === service)
  const [status] = slo ? judgeSlos(ctx, [slo]) : []
  if (!status) throw new AppError('not_found', `no target is set for "${service}"; set one by PUT with If-Match: "0"`)
  return status
}
