import { lnMixture } from '@/lib/canary/mixture'
import { errorGrid, oddsEvidenceLn } from '@/lib/canary/odds-evidence'
import type { Fault } from '@/lib/mesh/fault'
import type { FaultHop, FaultReport, HopCounts, HopOutcome, Period } from '@/lib/mesh/fault-report'
import { formatCount, formatRatio as formatShort } from '@/lib/mesh/format'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { EdgeKey, EdgeWindow } from '@/lib/mesh/window'
import { mergeHistograms } from '@/lib/metrics/histogram'
import { quantileBounds } from '@/lib/metrics/quantile'
import { isInScope } from './count-injections'
import { injectionSentences, removalSentence } from './report-sentences'

type Row = Pick<EdgeWindow, 'key' | 'counts' | 'latency'>
/** Sums of the windows of each period; null: not read. */
export type ReportRows = { before: readonly Row[] | null; during: readonly Row[] | null; after: readonly Row[] | null }

const longestMs = 600_000
const shortestMs = 30_000
/** ln 100: shown at 1 %. */
const shownLn = Math.log(100)

/** As long before and after as it was in force, between half a minute and ten. null: it never was, or that time has not come. */
export function reportPeriods(
  fault: Fault,
  now: Millis,
): { before: Period; during: Period | null; after: Period | null; dueAt: Millis | null } {
  const loaded = fault.evidence.flatMap(({ at }) => at.loaded ?? [])
  const from = loaded.length > 0 ? Math.max(...loaded) : null
  const to = fault.stopping?.at ?? fault.endedAt ?? now
  const lengthMs = Math.min(longestMs, Math.max(shortestMs, to - (from ?? fault.at)))
  const dueAt = fault.endedAt === null ? null : fault.endedAt + Math.min(lengthMs, 60_000)
  return {
    before: { from: fault.at - lengthMs, to: fault.at },
    during: from !== null && to > from ? { from, to } : null,
    after: fault.endedAt !== null && dueAt !== null ? { from: fault.endedAt, to: Math.min(now, dueAt) } : null,
    dueAt,
  }
}

/** Who failed and who absorbed it, hop by hop from the fault upwards, by calls as their callers counted them. Same rows, same report. */
export function reportFault(fault: Fault, rows: ReportRows, now: Millis): FaultReport {
  const { dueAt, ...periods } = reportPeriods(fault, now)
  const edges = [...(rows.before ?? []), ...(rows.during ?? [])].map(({ key }) => key)
  const depths = depthsAbove(fault, edges)
  const hops = pairsOf(fault, edges, depths).map(({ source, target, isFaulted }): FaultHop => {
    const of = (list: readonly Row[] | null) => countHop(list, source, target)
    return { source, target, isFaulted, before: of(rows.before), during: of(rows.during), after: of(rows.after) }
  })
  const outcomes = [...depths].sort((a, b) => a[1] - b[1]).flatMap(([service]) => toOutcome(service, hops))
  return {
    at: now,
    isComplete: dueAt !== null && now >= dueAt,
    ...periods,
    hops,
    outcomes,
    sentences: [...injectionSentences(fault), ...outcomes.map(({ sentence }) => sentence), removalSentence(fault)],
  }
}

const formatRatio = (ratio: number | null | undefined): string => (ratio === 0 ? '0 %' : formatShort(ratio))

/** Services on whose way the faulted calls lie, with their distance from it; its callers are 1. */
function depthsAbove(fault: Fault, edges: readonly EdgeKey[]): Map<ServiceName, number> {
  const depths = new Map<ServiceName, number>()
  let level = new Set(edges.filter((key) => isInScope(fault, key)).map(({ source }) => source.service))
  for (let depth = 1; level.size > 0; depth++) {
    for (const service of level) depths.set(service, depth)
    level = new Set(
      edges.filter(({ target, source }) => depths.has(target.service) && !depths.has(source.service)).map(({ source }) => source.service),
    )
  }
  return depths
}

function pairsOf(fault: Fault, edges: readonly EdgeKey[], depths: ReadonlyMap<ServiceName, number>) {
  const pairs = new Map<string, { source: ServiceName; target: ServiceName; isFaulted: boolean; depth: number }>()
  for (const key of edges) {
    if (key.side !== 'client' || key.level !== 'edge' || key.mirror) continue
    const isFaulted = isInScope(fault, key)
    const depth = isFaulted ? 0 : depths.get(key.target.service)
    if (depth === undefined) continue
    const id = `${key.source.service}>${key.target.service}`
    const known = pairs.get(id)
    pairs.set(id, { source: key.source.service, target: key.target.service, depth, isFaulted: isFaulted || known?.isFaulted === true })
  }
  return [...pairs.values()].sort((a, b) => a.depth - b.depth || (`${a.source}>${a.target}` < `${b.source}>${b.target}` ? -1 : 1))
}

function countHop(rows: readonly Row[] | null, source: ServiceName, target: ServiceName): HopCounts | null {
  const own = (rows ?? []).filter(
    ({ key }) =>
      key.side === 'client' && key.level === 'edge' && !key.mirror && key.source.service === source && key.target.service === target,
  )
  if (own.length === 0) return null
  const sum = (name: 'requests' | 'errors' | 'retries' | 'abortsInjected' | 'delaysInjected') =>
    own.reduce((total, { counts }) => total + counts[name], 0)
  const [aborts, errors, answered] = [sum('abortsInjected'), sum('errors'), sum('requests')]
  const requests = answered + aborts
  const bounds = quantileBounds(mergeHistograms(own.map(({ latency }) => latency)), 0.95)
  return {
    requests,
    errors,
    // What the caller saw: an abort is a failure to it, though it never reached the destination.
    errorRatio: requests > 0 ? (errors + aborts) / requests : null,
    p95Ms: bounds ? (Number.isFinite(bounds[1]) ? (bounds[0] + bounds[1]) / 2 : bounds[0]) : null,
    retries: sum('retries'),
    aborts,
    delays: sum('delaysInjected'),
  }
}

function toOutcome(service: ServiceName, hops: readonly FaultHop[]): HopOutcome[] {
  const outward = hops.filter(({ source }) => source === service)
  const inward = hops.filter(({ target }) => target === service)
  const failing = outward.filter(({ during }) => during && (during.aborts > 0 || during.errors > 0))
  if (failing.length === 0 || outward.every(({ before, during }) => !isWorse(before, during))) return []
  const what = failing
    .map(
      ({ target, during }) => `${formatRatio(during?.errorRatio)} of its ${formatCount(during?.requests ?? 0)} calls to ${target} failed`,
    )
    .join(', ')
  const seen = inward.map((hop) => ({ ...hop, worse: isWorse(hop.before, hop.during) }))
  const told = (list: readonly FaultHop[]) =>
    list
      .map(
        ({ source, before, during }) =>
          `${formatRatio(during?.errorRatio)} of the requests of ${source} (${formatRatio(before?.errorRatio)} before)`,
      )
      .join(', ')
  const worse = seen.filter((hop) => hop.worse)
  if (inward.length === 0)
    return [
      {
        service,
        kind: 'not_shown',
        sentence: `${service}: ${what}; nobody who calls it was measured, so what its callers saw is not known.`,
      },
    ]
  if (worse.length > 0) return [{ service, kind: 'passed_on', sentence: `${service} passed it on: ${what}, and so did ${told(worse)}.` }]
  const retried = inward.reduce((sum, { before, during }) => sum + Math.max(0, (during?.retries ?? 0) - (before?.retries ?? 0)), 0)
  if (retried > 0)
    return [
      {
        service,
        kind: 'absorbed_by_retry',
        sentence: `Retries to ${service} absorbed it: ${what}; after ${formatCount(retried)} more retries than before no rise is shown: ${told(inward)}.`,
      },
    ]
  return [
    {
      service,
      kind: 'absorbed',
      sentence: `${service} absorbed it by what it answers without: ${what}, and no rise is shown in ${told(inward)}.`,
    },
  ]
}

/** Shown at 1 %, not by a ratio alone. */
function isWorse(before: HopCounts | null, during: HopCounts | null): boolean {
  if (!before || !during) return false
  const cell = { nc: during.requests, xc: during.errors + during.aborts, nb: before.requests, xb: before.errors + before.aborts }
  return (
    lnMixture(
      errorGrid.map((psi) => oddsEvidenceLn(cell, psi)),
      1,
    ) >= shownLn
  )
}
