import type { FaultForecastView } from '@/lib/api/contracts/faults'
import { AppError } from '@/lib/errors'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { planFault } from './plan-fault'
import { refuseBesideCanary } from './refuse-beside-canary'

/** What a start would do and what forbids it, by the same checks as the start. It writes nothing. */
export async function forecastFault(ctx: Ctx, spec: FaultSpec): Promise<FaultForecastView> {
  const { forecast, problems, consumers, refusals, unleased, desired } = await planFault(ctx, ctx.store.steer, spec, await readFleet(ctx))
  const found = problems.map(({ path, message, fix }) => ({ path, message: `${message}; ${fix}` }))
  try {
    await refuseBesideCanary(ctx.store.steer, spec, desired.mesh)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    found.unshift({ path: '', message: error.message })
  }
  return { ...forecast, problems: found, proxies: consumers, refusals, unleased }
}
