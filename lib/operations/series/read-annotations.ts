import { faultSentence } from '@/lib/faults/fault-sentence'
import type { CanaryEvent } from '@/lib/mesh/canary'
import type { Fault } from '@/lib/mesh/fault'
import type { SeriesAnnotation } from '@/lib/mesh/series-view'
import type { Ctx } from '../ctx'

const most = 200
/** Where the weight of a canary moves; what it holds and watches in between is on its own page. */
const movingPhases: readonly (CanaryEvent['to'] | null)[] = ['draft', 'applying', 'promoting', 'rolling_back', 'ended']

/** What was done to a service within the range, oldest first: changes, steps of canaries, starts and ends of faults: of each the newest 200 that began before its end. */
export async function readAnnotations(ctx: Ctx, service: string, { from, to }: { from: number; to: number }): Promise<SeriesAnnotation[]> {
  const { changes, faults, canaries } = ctx.store.steer
  const [changed, injected, stepped] = await Promise.all([
    changes.list({ service, since: from, until: to, limit: most }),
    faults.list({ service, until: to, limit: most }),
    canaries.list({ service, until: to, limit: 20 }),
  ])
  const under = stepped.filter(({ record }) => record.at <= to && (record.state.phase.name !== 'ended' || record.state.at >= from))
  const lives = await Promise.all(under.map(({ record }) => readSteps(ctx, record.state.plan.id)))
  const notes: SeriesAnnotation[] = [
    // A canary's own changes are its steps.
    ...changed
      .filter(({ actor }) => actor !== 'canary')
      .map((change) => ({ at: change.at, kind: 'change' as const, id: change.id, text: change.sentence })),
    ...injected.flatMap(toNotes),
    ...lives.flat(),
  ]
  return notes.filter((note) => note.at >= from && note.at <= to).sort((a, b) => a.at - b.at)
}

async function readSteps(ctx: Ctx, id: string): Promise<SeriesAnnotation[]> {
  const events = await ctx.store.steer.canaries.events(id)
  return events
    .filter((event) => event.from !== event.to && movingPhases.includes(event.to))
    .map((event) => ({ at: event.at, kind: 'canary_step', id, text: event.text }))
}

function toNotes(fault: Fault): SeriesAnnotation[] {
  const text = faultSentence(fault)
  const start: SeriesAnnotation = { at: fault.at, kind: 'fault_start', id: fault.id, text }
  return fault.endedAt === null ? [start] : [start, { at: fault.endedAt, kind: 'fault_end', id: fault.id, text: `ended: ${text}` }]
}
