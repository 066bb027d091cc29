import { type ReportRows, reportFault, reportPeriods } from '@/lib/faults/report-fault'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultReport, Period } from '@/lib/mesh/fault-report'
import type { Millis } from '@/lib/mesh/names'
import { toHistogram } from '@/lib/metrics/to-histogram'
import type { SeriesStore, Store } from '@/lib/store/store'

const mostFaults = 1000

/**
 * The report of what the series hold now. A window that spans the start or the end of the fault counts as during it, never as before or after; nor does one beside
 * another fault of the mesh: before begins after the last of them, after ends with the first.
 */
export async function makeReport(store: Pick<Store, 'series' | 'steer'>, fault: Fault, now: Millis): Promise<FaultReport> {
  const others = (await store.steer.faults.list({ limit: mostFaults })).filter(({ id, state }) => id !== fault.id && state !== 'draft')
  const periods = reportPeriods(fault, now)
  const before = sinceLast(periods.before, others, now)
  const after = periods.after && untilFirst(periods.after, others, now)
  const { during } = periods
  const { series } = store
  const read = (period: Period | null, totals: SeriesStore['totals']): ReportRows['before'] =>
    period === null || period.to <= period.from
      ? null
      : totals(period.from, period.to).map(({ key, counts, latency }) => ({ key, counts, latency: toHistogram(latency) }))
  const rows = {
    before: read(before, series.totalsWithin),
    during: read(during, series.totals),
    after: read(after, series.totalsWithin),
  }
  const report = reportFault(fault, rows, now)
  return { ...report, before, after }
}

const isBeside = ({ at, endedAt }: Fault, { from, to }: Period, now: Millis): boolean => at < to && (endedAt ?? now) > from

/** Empty where another fault stood until its end. */
const sinceLast = (period: Period, others: readonly Fault[], now: Millis): Period => ({
  from: Math.min(
    period.to,
    Math.max(period.from, ...others.filter((other) => isBeside(other, period, now)).map(({ endedAt }) => endedAt ?? now)),
  ),
  to: period.to,
})

const untilFirst = (period: Period, others: readonly Fault[], now: Millis): Period => ({
  from: period.from,
  to: Math.max(period.from, Math.min(period.to, ...others.filter((other) => isBeside(other, period, now)).map(({ at }) => at))),
})
