import { type Drift, isDriftIgnored } from '@/lib/mesh/drift'
import type { Ctx } from '../ctx'

type Filter = { service?: string | undefined; proxy?: string | undefined; ignored: boolean }

/** What was found and stands, newest first; ignored ones only where asked for. */
export async function listDrift(ctx: Ctx, filter: Filter): Promise<Drift[]> {
  const now = ctx.now()
  const found = (await ctx.store.steer.drift.list()).filter(
    (drift) =>
      (filter.ignored || !isDriftIgnored(drift, now)) &&
      (filter.service === undefined || drift.service === filter.service) &&
      (filter.proxy === undefined || drift.proxyId === filter.proxy),
  )
  return found.sort((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1))
}
