import { isGuardRow } from '@/lib/faults/count-guard'
import type { Guard } from '@/lib/mesh/fault'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Ctx } from '../ctx'

const measuredMs = 5 * 60_000

/** What the whole mesh, and a guarded service of it, took over the last 5 minutes, in requests per second; null where nothing was counted. */
export function measureMesh(ctx: Pick<Ctx, 'store' | 'now'>): { requestsPerSecond: number | null; rateOf(guard: Guard): number | null } {
  const now = ctx.now()
  const totals = ctx.store.series.totals(now - measuredMs, now)
  const rate = (rows: readonly EdgeTotal[]): number | null => {
    const covered = rows.filter(({ coveredMs }) => coveredMs > 0)
    return covered.length === 0
      ? null
      : covered.reduce((sum, { counts, coveredMs }) => sum + ((counts.requests + counts.abortsInjected) * 1000) / coveredMs, 0)
  }
  return {
    requestsPerSecond: rate(
      totals.filter(({ key }) => key.side === 'client' && key.level === 'edge' && !key.mirror && key.protocol !== 'tcp'),
    ),
    rateOf: (guard) => rate(totals.filter(({ key }) => isGuardRow(key, guard))),
  }
}
