import type { GetLatenciesInput } from '@/lib/api/contracts/latencies'
import type { LatencyColumns } from '@/lib/mesh/series-view'
import { toLatencyColumns } from '@/lib/topology/latency-columns'
import { isWanted } from '@/lib/topology/series'
import type { Ctx } from '../ctx'
import { refuseUnknown } from '../topology/refuse-unknown'
import { readSubject } from './read-subject'

/** The stored histograms over time. A subject that is known and was not measured has no rows; one that stands for nothing is refused. */
export async function getLatencies(ctx: Ctx, input: GetLatenciesInput): Promise<LatencyColumns> {
  const { subject, ids } = readSubject(input.subject)
  const { from, to, maxColumns, maxRows } = input
  const totals = ctx.store.series.points({ wanted: (key) => isWanted(subject, key), from, to, maxPoints: maxColumns })
  if (totals.length === 0) await refuseUnknown(ctx, 'subject', ids, input)
  return toLatencyColumns(subject, totals, { from, to }, maxRows)
}
