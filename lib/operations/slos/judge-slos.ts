import { groupBy } from '@/lib/mesh/group-by'
import type { ServiceName } from '@/lib/mesh/names'
import type { SloStatus, StoredSlo } from '@/lib/mesh/slo'
import type { PartTotal } from '@/lib/mesh/window'
import { burnWindows, judgeSlo } from '@/lib/topology/slo/judge-slo'
import type { Ctx } from '../ctx'

const daySeconds = 86_400
const none: readonly PartTotal[] = []

/** Where targets stand now. One read of the series a window, for all of the services that have a target. */
export function judgeSlos(ctx: Pick<Ctx, 'store' | 'now'>, slos: readonly StoredSlo[]): SloStatus[] {
  if (slos.length === 0) return []
  const services = new Set(slos.map(({ service }) => service))
  const now = ctx.now()
  const read = new Map<number, Map<ServiceName, PartTotal[]>>()
  const windowOf = (seconds: number, service: ServiceName) => {
    const known = read.get(seconds) ?? groupBy(readWindow(ctx, services, now, seconds), ({ key }) => key.target.service)
    read.set(seconds, known)
    return { seconds, totals: known.get(service) ?? none }
  }
  return slos.map((slo) => {
    const windows = burnWindows.map((seconds) => windowOf(seconds, slo.service))
    return { slo, objectives: judgeSlo(slo, windowOf(slo.windowDays * daySeconds, slo.service), windows) }
  })
}

function readWindow(ctx: Pick<Ctx, 'store'>, services: ReadonlySet<ServiceName>, now: number, seconds: number): PartTotal[] {
  const from = now - seconds * 1000
  const [totals = []] = ctx.store.series.totalsInParts({ wanted: ({ target }) => services.has(target.service), from, to: now, parts: 1 })
  return totals
}
