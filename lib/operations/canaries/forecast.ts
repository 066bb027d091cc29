import type { ForecastCanaryInput } from '@/lib/api/contracts/canaries'
import type { CanaryPlanView } from '@/lib/mesh/canary'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'
import { measureBaseline } from './measure-baseline'
import { planCanary } from './plan-canary'

/** What a start would be, by the same checks as the start. It writes nothing. */
export async function forecastCanary(ctx: Ctx, input: ForecastCanaryInput): Promise<CanaryPlanView> {
  const start = await planCanary(ctx, ctx.store.steer, input, await readFleet(ctx))
  const { forecast } = await measureBaseline(ctx, { service: input.service, ...start }, start.parameters)
  return {
    service: input.service,
    version: start.version,
    baseline: start.baseline,
    preset: input.preset,
    parameters: start.parameters,
    forecast,
    problems: [...(start.blocker === null ? [] : [start.blocker]), ...start.problems],
    warnings: start.warnings,
    holder: start.holder,
    proxies: start.consumers,
    policyRevision: start.stored.revision,
  }
}
