import type { FleetView } from '@/lib/mesh/proxy-view'
import type { Ctx } from '../ctx'
import { readRuntime } from '../health/read-runtime'
import { readFleet } from './read-fleet'

export async function listProxies(ctx: Ctx): Promise<FleetView> {
  const proxies = await readFleet(ctx)
  return {
    proxies,
    xdsAddress: ctx.store.observed.runtime()?.xdsAddress ?? null,
    scrapeIntervalMs: ctx.scrapeIntervalMs,
    runtime: readRuntime(ctx),
  }
}
