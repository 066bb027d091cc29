import { type ReportRows, reportFault, reportPeriods } from '@/lib/faults/report-fault'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultReport, Period } from '@/lib/mesh/fault-report'
import type { Millis } from '@/lib/mesh/names'
import { toHistogram } from '@/lib/metrics/to-histogram'
import type { SeriesStore, Store } from '@/lib/store/store'

/** The report of what the series hold now. A window that spans the start or the end of the fault counts as during it, never as before or after. */
export function makeReport(store: Pick<Store, 'series'>, fault: Fault, now: Millis): FaultReport {
  const { before, during, after } = reportPeriods(fault, now)
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
  return reportFault(fault, rows, now)
}
