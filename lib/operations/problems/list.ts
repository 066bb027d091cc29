import type { Comparison } from '@/lib/mesh/comparison'
import type { Millis } from '@/lib/mesh/names'
import type { Trouble } from '@/lib/mesh/trouble'
import { draftTopology } from '@/lib/topology/build'
import { compareTopologies } from '@/lib/topology/compare'
import { diagnose } from '@/lib/topology/diagnose'
import { type Look, lookAgain } from '@/lib/topology/diagnose/look-again'
import type { GraphDraft } from '@/lib/topology/graph-draft'
import { readRunningCanaries } from '../canaries/read-running'
import type { Ctx } from '../ctx'
import { listDrift } from '../drift/list'
import { noMesh } from '../policies/read-desired'
import { readFleet } from '../proxies/read-fleet'

const windowMs = 60_000
/** Latency is looked at in less: a change within the window passes for scatter, so it is told when it fills more of it. */
const slowWindowMs = 30_000
const hourMs = 3_600_000
/** Between both windows, so that a trouble that has just begun is in one of them only. */
const apartMs = 30_000
/** Less than this before is no "as it was". */
const leastBaseSeconds = 60
const parts = 8
const hourParts = 120

/** look: at lines of earlier that are no more among them. */
export type Problems = { at: Millis; problems: Trouble[]; look: Look }

/** Every open page asks again and again: what is wrong is looked up once for all of them, per store. */
const sharedMs = 4_000
const latest = new WeakMap<Ctx['store'], { at: Millis; answer: Promise<Problems> }>()

/** What is wrong now, the likeliest first; at most 4 s old. */
export function listProblems(ctx: Ctx): Promise<Problems> {
  const known = latest.get(ctx.store)
  const now = ctx.now()
  if (known && now >= known.at && now - known.at < sharedMs) return known.answer
  const answer = findProblems(ctx)
  latest.set(ctx.store, { at: now, answer })
  // What failed is tried anew by whoever asks next.
  answer.catch(() => latest.delete(ctx.store))
  return answer
}

async function findProblems(ctx: Ctx): Promise<Problems> {
  const now = ctx.now()
  const { steer, series } = ctx.store
  const [mesh, proxies, faults, canaries, drift, changes] = await Promise.all([
    steer.mesh.get(),
    readFleet(ctx),
    steer.faults.list({ active: true, limit: 1000 }),
    readRunningCanaries(steer),
    listDrift(ctx, { ignored: false }),
    steer.changes.list({ since: now - hourMs - 600_000, limit: 500 }),
  ])
  const draft = (from: Millis, to: Millis): GraphDraft =>
    draftTopology({
      from,
      to,
      now,
      view: 'version',
      totals: series.totals(from, to),
      mesh: mesh?.document ?? noMesh,
      policies: [],
      proxies,
      faults: [],
      scrapeIntervalMs: ctx.scrapeIntervalMs,
    })
  const minute = draft(now - windowMs, now)
  const comparison = compareWithHour(ctx, draft(now - slowWindowMs, now), draft(now - hourMs, now - windowMs - apartMs))
  const problems = diagnose({
    draft: minute,
    comparison,
    changes,
    faults,
    canaries,
    drift,
    readHour: (wanted) => series.totalsInParts({ from: now - hourMs, to: now, wanted, parts: hourParts }),
  })
  return { at: now, problems, look: lookAgain(minute, comparison) }
}

function compareWithHour(ctx: Ctx, now: GraphDraft, base: GraphDraft): Comparison | null {
  const read = [...base.coverage.values()].reduce((most, { coveredMs }) => Math.max(most, coveredMs), 0)
  if (read < leastBaseSeconds * 1000) return null
  const within = ({ input }: GraphDraft) => ({ from: input.from, to: input.to, parts })
  return compareTopologies(now, base, (wanted) => ({
    now: ctx.store.series.totalsInParts({ ...within(now), wanted }),
    base: ctx.store.series.totalsInParts({ ...within(base), wanted }),
  }))
}
