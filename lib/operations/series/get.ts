import type { GetSeriesInput } from '@/lib/api/contracts/series'
import type { SeriesView } from '@/lib/mesh/series-view'
import { downSample } from '@/lib/topology/down-sample'
import { isWanted, toMetricPoints } from '@/lib/topology/series'
import type { Ctx } from '../ctx'
import { refuseUnknown } from '../topology/refuse-unknown'
import { readAnnotations } from './read-annotations'
import { readSubject } from './read-subject'

/** So many steps are looked at for the extremes of one point: peaks of a few steps are not averaged away. */
const stepsPerPoint = 2
const fewestForExtremes = 8

/** Numbers over time with what was done in between. A subject that is known and was not measured has gaps only; one that stands for nothing is refused. */
export async function getSeries(ctx: Ctx, input: GetSeriesInput): Promise<SeriesView> {
  const { subject, ids, service } = readSubject(input.subject)
  const { from, to, maxPoints } = input
  const isFine = input.sample === 'extremes' && maxPoints >= fewestForExtremes
  const steps = isFine ? maxPoints * stepsPerPoint : maxPoints
  const totals = ctx.store.series.points({ wanted: (key) => isWanted(subject, key), from, to, maxPoints: steps })
  if (totals.length === 0) await refuseUnknown(ctx, 'subject', ids, input)
  const { stepMs, points } = toMetricPoints(subject, totals, input.metrics, { from, to })
  if (isFine) for (const [metric, all] of Object.entries(points)) points[metric] = downSample(all, maxPoints)
  return { points, stepSeconds: (stepMs ?? 0) / 1000, annotations: await readAnnotations(ctx, service, input) }
}
