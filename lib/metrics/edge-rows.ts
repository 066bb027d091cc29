import { type EdgeGauges, type EdgeWindow, edgeGauges } from '@/lib/mesh/window'
import { addCounts, emptyGauges } from './edge-counts'
import { mergeHistograms } from './histogram'

/** Rows of one window by series: two clusters of one proxy that lead to the same end are one series, so they are added. */
export type EdgeRows = Map<string, EdgeWindow>

export function putRow(rows: EdgeRows, row: EdgeWindow): void {
  const { side, level, target, protocol, origin, mirror } = row.key
  const id = `${side} ${level} ${target.kind} ${target.service} ${target.version} ${target.instance} ${protocol} ${origin} ${mirror}`
  const other = rows.get(id)
  if (!other) {
    rows.set(id, row)
    return
  }
  addCounts(other.counts, row.counts)
  rows.set(id, { ...other, gauges: sumGauges([other.gauges, row.gauges]), latency: mergeHistograms([other.latency, row.latency]) })
}

export function sumGauges(list: readonly EdgeGauges[]): EdgeGauges {
  const sum = emptyGauges()
  for (const gauges of list) for (const gauge of edgeGauges) sum[gauge] += gauges[gauge]
  return sum
}
