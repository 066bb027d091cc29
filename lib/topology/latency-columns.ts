import { groupBy } from '@/lib/mesh/group-by'
import type { LatencyColumns } from '@/lib/mesh/series-view'
import type { Bin } from '@/lib/mesh/window'
import { mergeHistograms } from '@/lib/metrics/histogram'
import { toHistogram } from '@/lib/metrics/to-histogram'
import { isEnd } from './end-id'
import { latencyRows } from './latency-rows'
import { chooseSide, isWanted, type SeriesRange, type StepTotal, type Subject, stepsOf } from './series'

/**
 * How many requests of a subject were how slow, step by step: whole counts in rows whose bounds its bins have. A step in which no window ends has no counts, which is not
 * that there was no request. Nothing is interpolated. Latency is the callers', of the subject's own proxies where no caller counts.
 */
export function toLatencyColumns(subject: Subject, totals: readonly StepTotal[], range: SeriesRange, mostRows: number): LatencyColumns {
  const wanted = totals.filter((total) => isWanted(subject, total.key))
  const stepMs = wanted.reduce((widest, total) => Math.max(widest, total.stepMs), 0)
  if (stepMs === 0) return { boundsMs: [], columns: [], stepMs: null }
  const rows = chooseSide(wanted, subject).filter((total) => subject.kind === 'edge' || isEnd(total.key.target, subject.id))
  const byStep = groupBy(rows, ({ at }) => at)
  const steps = stepsOf(wanted, stepMs, range).map((at) => {
    const of = byStep.get(at)
    return { at, bins: of ? mergeHistograms(of.map(({ latency }) => toHistogram(latency))) : null }
  })
  const boundsMs = latencyRows(
    steps.flatMap(({ bins }) => bins ?? []),
    mostRows,
  )
  return { boundsMs, stepMs, columns: steps.map(({ at, bins }) => ({ at, counts: bins && countIn(boundsMs, bins) })) }
}

/** Samples per row; each bin lies in one row. bins sorted by lower bound. */
function countIn(boundsMs: readonly number[], bins: readonly Bin[]): number[] {
  const counts = boundsMs.slice(1).map(() => 0)
  let row = 0
  for (const [lower, , count] of bins) {
    while (row < counts.length - 1 && lower >= (boundsMs[row + 1] ?? 0)) row++
    counts[row] = (counts[row] ?? 0) + count
  }
  return counts
}
