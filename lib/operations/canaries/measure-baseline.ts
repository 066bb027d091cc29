import { type Baseline, readBaseline } from '@/lib/canary/baseline'
import { type ArmRow, type Arms, countArms } from '@/lib/canary/count-arms'
import { boundsOf } from '@/lib/canary/count-slower'
import { drawEqual, forecastCanary } from '@/lib/canary/forecast-canary'
import { summarisePromotions } from '@/lib/canary/forecast-promotion'
import type { Tick } from '@/lib/canary/tick'
import type { CanaryForecast, CanaryParameters } from '@/lib/mesh/canary'
import type { EdgeKey } from '@/lib/mesh/window'
import { mergeHistograms } from '@/lib/metrics/histogram'
import { toHistogram } from '@/lib/metrics/to-histogram'
import type { Store } from '@/lib/store/store'
import type { Ctx } from '../ctx'

const hourMs = 3_600_000
const rateMs = 5 * 60_000
/** The bounds that a run may choose from: as many as tell the shares apart, not every bin of every proxy. */
const mostBounds = 60
const mostRuns = 200
const mostTicks = 12_000
const sliceMs = 10
const mostFaults = 1000
/** A window that was read after a fault's end may still hold its answers. */
const settlingMs = 10_000

export type MeasuredBaseline = { baseline: Baseline; forecast: CanaryForecast }

/**
 * The baseline's last hour, at the run's tick length (or the next longer one that the series keep): dispersion, latency bounds, ratios, and how long a verdict
 * would take. Nothing measured is an answer too: φ is assumed then, and the forecast says so.
 */
export async function measureBaseline(
  ctx: Pick<Ctx, 'store' | 'now'>,
  versions: { service: string; version: string; baseline: string },
  parameters: CanaryParameters,
): Promise<MeasuredBaseline> {
  const now = ctx.now()
  const hour = await readHour(ctx, versions, parameters.tickSeconds)
  const baseline = readBaseline(hour)
  const first = parameters.steps.find((step) => step.kind === 'weight')
  const forecast = forecastCanary({
    baseline,
    parameters,
    requestsPerSecond: measureRate(ctx.store, versions, now),
    share: (first?.weightPercent ?? 0) / 100,
    measured: hour.length === 0 ? null : { from: hour[0]?.from ?? now, to: hour.at(-1)?.to ?? now },
    promotion: await simulate(hour, baseline, parameters),
  })
  return { baseline, forecast }
}

/**
 * What the callers of a version counted of it in the last hour, in ticks. Those beside a fault, wherever in the mesh it was, are marked: what an experiment did
 * to the version is not how it behaves.
 */
export async function readHour(
  ctx: Pick<Ctx, 'store' | 'now'>,
  versions: { service: string; baseline: string },
  tickSeconds: number,
): Promise<Tick[]> {
  const now = ctx.now()
  const faults = (await ctx.store.steer.faults.list({ limit: mostFaults })).map(({ at, endedAt }) => ({
    from: at - settlingMs,
    to: (endedAt ?? now) + settlingMs,
  }))
  const arms: Arms = { service: versions.service, canary: null, baseline: versions.baseline }
  const points = ctx.store.series
    .points({
      wanted: (key) => isClientEdge(key, versions.service) && key.target.version === versions.baseline,
      from: now - hourMs,
      to: now,
      maxPoints: Math.ceil(hourMs / 1000 / tickSeconds) + 1,
    })
    .map((point) => ({ ...point, latency: toHistogram(point.latency) }))
  const bounds = thinOut(boundsOf([mergeHistograms(points.map(({ latency }) => latency))]))
  const steps = new Map<number, { stepMs: number; rows: ArmRow[] }>()
  for (const point of points) {
    const known = steps.get(point.at)
    if (known) known.rows.push(point)
    else steps.set(point.at, { stepMs: point.stepMs, rows: [point] })
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([at, { stepMs, rows }]): Tick => {
      const strata = countArms(rows, arms, bounds, null)
      const isBesideFault = faults.some(({ from, to }) => from < at + stepMs && to > at)
      return { from: at, to: at + stepMs, strata, dirty: isBesideFault ? 'a fault was active' : null, isComplete: true, instances: [] }
    })
}

/** In slices: leases are renewed by the same thread. Few requests make long runs, so that fewer of them are drawn. */
async function simulate(hour: readonly Tick[], baseline: Baseline, parameters: CanaryParameters): Promise<CanaryForecast['promotion']> {
  const seconds: number[] = []
  let [ticks, sliceEnd] = [0, performance.now() + sliceMs]
  for (const run of drawEqual(hour, baseline, parameters)) {
    ticks += run.ticks
    if (seconds.push(run.seconds) >= mostRuns || ticks >= mostTicks) break
    if (performance.now() < sliceEnd) continue
    await new Promise((resolve) => setImmediate(resolve))
    sliceEnd = performance.now() + sliceMs
  }
  return summarisePromotions(seconds)
}

const isClientEdge = (key: EdgeKey, service: string): boolean =>
  key.side === 'client' && key.level === 'edge' && !key.mirror && key.target.service === service

/** Of both versions, over the last 5 minutes; null when no caller was read. */
function measureRate(store: Store, { service, version, baseline }: { service: string; version: string; baseline: string }, now: number) {
  const rows = store.series
    .totals(now - rateMs, now)
    .filter(({ key }) => isClientEdge(key, service) && (key.target.version === version || key.target.version === baseline))
    .filter(({ coveredMs }) => coveredMs > 0)
  if (rows.length === 0) return null
  return rows.reduce((sum, { key, counts, coveredMs }) => {
    const asked = key.protocol === 'tcp' ? counts.connections : counts.requests + counts.retries
    return sum + (asked * 1000) / coveredMs
  }, 0)
}

/** Evenly over the bins that were seen. */
function thinOut(bounds: readonly number[]): number[] {
  if (bounds.length <= mostBounds) return [...bounds]
  return Array.from({ length: mostBounds }, (_, index) => bounds[Math.floor((index * bounds.length) / mostBounds)] ?? 0)
}
