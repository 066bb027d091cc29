import type { GetSeriesInput } from '@/lib/api/contracts/series'
import { AppError } from '@/lib/errors'
import { faultSentence } from '@/lib/faults/fault-sentence'
import type { Fault } from '@/lib/mesh/fault'
import type { SeriesAnnotation, SeriesView } from '@/lib/mesh/series-view'
import { isWanted, parseSubject, toMetricPoints } from '@/lib/topology/series'
import type { Ctx } from '../ctx'
import { refuseUnknown } from '../topology/refuse-unknown'

/** Numbers over time with what was done in between. A subject that is known and was not measured has gaps only; one that stands for nothing is refused. */
export async function getSeries(ctx: Ctx, input: GetSeriesInput): Promise<SeriesView> {
  const subject = parseSubject(`${input.subject.kind}:${input.subject.id}`)
  if (!subject) throw new AppError('invalid', 'subject: an edge is written <source>><target>:<protocol>, as the topology writes its id')
  const { from, to, maxPoints } = input
  const totals = ctx.store.series.points({ wanted: (key) => isWanted(subject, key), from, to, maxPoints })
  if (totals.length === 0) {
    const ids = subject.kind === 'edge' ? [subject.source, subject.target] : [subject.id]
    await refuseUnknown(ctx, 'subject', ids, input)
  }
  const { stepMs, points } = toMetricPoints(subject, totals, input.metrics, { from, to })
  const service = serviceOf(subject.kind === 'edge' ? subject.target : subject.id)
  return { points, stepSeconds: (stepMs ?? 0) / 1000, annotations: await readAnnotations(ctx, service, input) }
}

const serviceOf = (id: string): string => id.split('@')[0] ?? id

async function readAnnotations(ctx: Ctx, service: string, { from, to }: { from: number; to: number }): Promise<SeriesAnnotation[]> {
  const { changes, faults } = ctx.store.steer
  const [changed, injected] = await Promise.all([changes.list({ service, since: from, limit: 200 }), faults.list({ service, limit: 200 })])
  const notes: SeriesAnnotation[] = [
    ...changed.map((change) => ({ at: change.at, kind: 'change' as const, id: change.id, text: change.sentence })),
    ...injected.flatMap(toNotes),
  ]
  return notes.filter((note) => note.at >= from && note.at <= to).sort((a, b) => a.at - b.at)
}

function toNotes(fault: Fault): SeriesAnnotation[] {
  const text = faultSentence(fault)
  const start: SeriesAnnotation = { at: fault.at, kind: 'fault_start', id: fault.id, text }
  return fault.endedAt === null ? [start] : [start, { at: fault.endedAt, kind: 'fault_end', id: fault.id, text: `ended: ${text}` }]
}
