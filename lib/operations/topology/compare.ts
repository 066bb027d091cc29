import type { CompareInput } from '@/lib/api/contracts/compare'
import { AppError } from '@/lib/errors'
import type { Comparison } from '@/lib/mesh/comparison'
import type { Millis } from '@/lib/mesh/names'
import type { TopologyView } from '@/lib/mesh/topology'
import { draftTopology } from '@/lib/topology/build'
import { compareTopologies } from '@/lib/topology/compare'
import type { GraphDraft } from '@/lib/topology/graph-draft'
import type { Ctx } from '../ctx'
import { noMesh } from '../policies/read-desired'
import { readFleet } from '../proxies/read-fleet'

type Range = { from: Millis; to: Millis }
const usualMs = 60_000
const aroundChangeMs = 15 * 60_000
/** How counts scatter is measured in as many parts of each window. */
const parts = 8

/** The whole mesh in two windows. Both are judged by what is declared now. */
export async function compareTopology(ctx: Ctx, input: CompareInput): Promise<Comparison> {
  const { now, base } = await rangesOf(ctx, input)
  const drafts = await draftBoth(ctx, input.view, now, base)
  const { series } = ctx.store
  return compareTopologies(drafts.now, drafts.base, (wanted) => ({
    now: series.totalsInParts({ ...now, wanted, parts }),
    base: series.totalsInParts({ ...base, wanted, parts }),
  }))
}

async function draftBoth(ctx: Ctx, view: TopologyView, now: Range, base: Range): Promise<{ now: GraphDraft; base: GraphDraft }> {
  const [mesh, proxies] = await Promise.all([ctx.store.steer.mesh.get(), readFleet(ctx)])
  const draft = (range: Range): GraphDraft =>
    draftTopology({
      ...range,
      now: ctx.now(),
      view,
      totals: ctx.store.series.totals(range.from, range.to),
      mesh: mesh?.document ?? noMesh,
      policies: [],
      proxies,
      faults: [],
      scrapeIntervalMs: ctx.scrapeIntervalMs,
    })
  return { now: draft(now), base: draft(base) }
}

/** A window before a change ends one round before it: a reading that spans the change is of neither. */
async function rangesOf(ctx: Ctx, { range, base }: CompareInput): Promise<{ now: Range; base: Range }> {
  const present = ctx.now()
  if (base.kind === 'before') {
    const change = await ctx.store.steer.changes.get(base.changeId)
    if (!change) throw new AppError('not_found', `base: there is no change ${base.changeId}`)
    const now = range ?? { from: change.at, to: Math.max(change.at + 1, Math.min(present, change.at + aroundChangeMs)) }
    const end = change.at - ctx.scrapeIntervalMs
    return { now, base: { from: end - (now.to - now.from), to: end } }
  }
  const now = range ?? { from: present - usualMs, to: present }
  return { now, base: base.kind === 'ago' ? { from: now.from - base.ms, to: now.to - base.ms } : base.range }
}
