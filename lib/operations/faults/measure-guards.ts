import { measureDispersion } from '@/lib/canary/dispersion'
import { countRow, isGuardRow } from '@/lib/faults/count-guard'
import { type GuardBase, startGuardEvidence } from '@/lib/faults/guard-evidence'
import type { Guard, GuardEvidence } from '@/lib/mesh/fault'
import { toHistogram } from '@/lib/metrics/to-histogram'
import type { Ctx } from '../ctx'

const hourMs = 3_600_000

/** What each guarded service did over the hour before the start: the rate before, and the dispersion that tempers the evidence. Nothing measured is an answer. */
export const measureGuards = (ctx: Pick<Ctx, 'store' | 'now' | 'scrapeIntervalMs'>, guards: readonly Guard[]): GuardEvidence[] =>
  guards.map((guard) => startGuardEvidence(measureBase(ctx, guard)))

function measureBase(ctx: Pick<Ctx, 'store' | 'now' | 'scrapeIntervalMs'>, guard: Guard): GuardBase {
  const now = ctx.now()
  const maxPoints = Math.ceil(hourMs / Math.max(ctx.scrapeIntervalMs, 5_000)) + 1
  const ticks = new Map<number, { n: number; x: number }>()
  for (const point of ctx.store.series.points({ wanted: (key) => isGuardRow(key, guard), from: now - hourMs, to: now, maxPoints })) {
    const { requests, failures } = countRow({ ...point, latency: toHistogram(point.latency) }, guard)
    const known = ticks.get(point.at) ?? { n: 0, x: 0 }
    ticks.set(point.at, { n: known.n + requests, x: known.x + failures })
  }
  const inOrder = [...ticks].sort(([a], [b]) => a - b).map(([, tick]) => tick)
  const before = inOrder.reduce((sum, { n, x }) => ({ requests: sum.requests + n, failures: sum.failures + x }), {
    requests: 0,
    failures: 0,
  })
  const { phi, isMeasured } = measureDispersion(inOrder)
  return { before: before.requests > 0 ? before : null, phi, isDispersionMeasured: isMeasured }
}
