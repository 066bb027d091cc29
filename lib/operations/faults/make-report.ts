import { type ReportRows, reportFault, reportPeriods } from '@/lib/faults/report-fault'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultReport, Period } from '@/lib/mesh/fault-report'
import type { Millis } from '@/lib/mesh/names'
import { toHistogram } from '@/lib/metrics/to-histogram'
import type { Store } from '@/lib/store/store'

/** The report of what the series hold now. Windows that lie across an edge of a period count with it. */
export function makeReport(store: Pick<Store, 'series'>, fault: Fault, now: Millis): FaultReport {
  const { before, during, after } = reportPeriods(fault, now)
  const read = (period: Period | null): ReportRows['before'] =>
    period === null || period.to <= period.from
      ? null
      : store.series.totals(period.from, period.to).map(({ key, counts, latency }) => ({ key, counts, latency: toHistogram(latency) }))
  return reportFault(fault, { before: read(before), during: read(during), after: read(after) }, now)
}
