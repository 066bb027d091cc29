import { groupBy } from '@/lib/mesh/group-by'
import { type Millis, serviceOfId, splitServiceName } from '@/lib/mesh/names'
import type { EdgeKey, EdgeTotal } from '@/lib/mesh/window'
import { quantilesOfSums } from '@/lib/metrics/quantiles-of-sums'
import { coverageOf } from './coverage'
import { isEnd } from './end-id'
import { type Measured, measureRows } from './measure-rows'
import { presence, spanOf } from './presence'

/** pending: the most requests that wait at one calling proxy for one version, at the end of the step, as limits hold there; requests (null of tcp), errors (null where nobody counts them), retries, timeouts, connections, bytes, bytesReceived, injected…: per second; errorRatio, share: 0..1; p50, p95, p99: ms. */
export type SubjectMetric =
  | 'requests'
  | 'errors'
  | 'errorRatio'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'retries'
  | 'timeouts'
  | 'connections'
  | 'bytes'
  | 'bytesReceived'
  | 'injectedAborts'
  | 'injectedDelays'
  | 'share'
  | 'pending'

/** `edge:<source>><target>:<protocol>`, or `service:`, `version:`, `instance:` and a node id. */
export type Subject = { kind: 'node'; id: string } | { kind: 'edge'; source: string; target: string; protocol: string }

/** Sums of one series over one step that starts at `at`. */
export type StepTotal = EdgeTotal & { at: Millis; stepMs: number }
export type SeriesRange = { from: Millis; to: Millis }
export type MetricPoints = { stepMs: number | null; points: Record<string, [Millis, number | null][]> }

/** null for a text that names no subject. */
export function parseSubject(text: string): Subject | null {
  const match = /^(service|version|instance|edge):(.+)$/s.exec(text)
  if (!match?.[2]) return null
  if (match[1] !== 'edge') return { kind: 'node', id: match[2] }
  const edge = /^(.+)>(.+):(http|grpc|tcp)$/s.exec(match[2])
  return edge?.[1] && edge[2] && edge[3] ? { kind: 'edge', source: edge[1], target: edge[2], protocol: edge[3] } : null
}

/** Which series a subject needs; for a version those of its whole service, as its share is of them. */
export function isWanted(subject: Subject, key: EdgeKey): boolean {
  if (key.mirror) return false
  if (subject.kind === 'edge')
    return key.protocol === subject.protocol && isEnd(key.source, subject.source) && isEnd(key.target, subject.target)
  return key.target.service === serviceOfId(subject.id)
}

/**
 * Points per metric over a subject's steps, oldest first, one per step of the range; null where no window covers a step or the metric has no value there. A step that
 * only a window covers which ends later has what was measured over that window.
 * Client-side series first, server-side where there is none. Latency is the middle of the interval that holds the quantile, its lower end where that is open.
 */
export function toMetricPoints(
  subject: Subject,
  totals: readonly StepTotal[],
  metrics: readonly SubjectMetric[],
  range: SeriesRange,
): MetricPoints {
  const wanted = totals.filter((total) => isWanted(subject, total.key))
  const sided = chooseSide(wanted, subject)
  const stepMs = wanted.reduce<number | null>((widest, total) => Math.max(widest ?? 0, total.stepMs), null)
  const points = Object.fromEntries(metrics.map((metric) => [metric, [] as [Millis, number | null][]]))
  if (stepMs === null) return { stepMs, points }
  const byStep = groupBy(sided, ({ at }) => at)
  // Backwards: what covers an empty step ends after it.
  let covering: { from: Millis; values: (number | null)[] } | null = null
  for (const at of stepsOf(wanted, stepMs, range).reverse()) {
    const all = byStep.get(at) ?? []
    const step = measureStep(subject, all)
    if (step) covering = { from: coveredFrom(all, at + stepMs), values: metrics.map((metric) => metricValue(metric, step)) }
    const known = step || (covering && at >= covering.from) ? covering : null
    metrics.forEach((metric, index) => {
      points[metric]?.push([at, known?.values[index] ?? null])
    })
  }
  for (const list of Object.values(points)) list.reverse()
  return { stepMs, points }
}

/** Since when the windows that end before `end` cover the time, at the latest. */
const coveredFrom = (totals: readonly StepTotal[], end: Millis): Millis =>
  end - totals.reduce((longest, { coveredMs }) => Math.max(longest, coveredMs), 0)

/** Client-side series where there are any, else server-side ones; of an instance those of its endpoint. */
export function chooseSide(totals: readonly StepTotal[], subject: Subject): StepTotal[] {
  const level = subject.kind === 'node' && isInstance(subject.id) && totals.some((total) => total.key.level === 'host') ? 'host' : 'edge'
  const client = totals.filter((total) => total.key.side === 'client' && (total.key.level === level || isOnlyHost(total, level)))
  return client.length > 0 ? client : totals.filter((total) => total.key.side === 'server')
}

const isInstance = (id: string): boolean => id.includes('@') && splitServiceName(id.slice(id.indexOf('@'))).namespace !== ''
/** A destination with one endpoint has no series of level `host`: its edge series is that endpoint's. */
const isOnlyHost = ({ key }: StepTotal, level: string): boolean => level === 'host' && key.level === 'edge' && key.target.instance !== null

/** Starts of the steps of a range, in the rhythm of the totals. */
export function stepsOf(totals: readonly StepTotal[], stepMs: number, { from, to }: SeriesRange): Millis[] {
  const anchor = totals.reduce((least, total) => Math.min(least, total.at), Number.POSITIVE_INFINITY)
  const first = anchor - Math.max(0, Math.floor((anchor - from) / stepMs)) * stepMs
  const steps: Millis[] = []
  for (let at = first; at < to; at += stepMs) steps.push(at)
  return steps
}

type Step = {
  measured: Measured
  isTcp: boolean
  rows: StepTotal[]
  serviceRequests: number
  abortsPerSecond: number
  delaysPerSecond: number
  receivedPerSecond: number
  errorsPerSecond: number
}

function measureStep(subject: Subject, all: readonly StepTotal[]): Step | null {
  const rows = subject.kind === 'edge' ? [...all] : all.filter((total) => isEnd(total.key.target, subject.id))
  const first = rows[0] ?? all[0]
  if (!first) return null
  const coverage = coverageOf({ totals: all, to: 0, now: 0, scrapeIntervalMs: 0, proxies: [] })
  const { first: spanFrom, last: spanTo } = spanOf(rows, coverage)
  const per = (count: (total: StepTotal) => number): number =>
    rows.reduce((sum, total) => {
      const covered = coverage.get(total.key.proxyId)
      return covered && covered.coveredMs > 0 ? sum + (count(total) * presence(covered, spanFrom, spanTo) * 1000) / covered.coveredMs : sum
    }, 0)
  return {
    measured: measureRows(rows, first.key.protocol, coverage),
    isTcp: first.key.protocol === 'tcp',
    rows,
    serviceRequests: all.reduce((sum, total) => sum + amount(total), 0),
    abortsPerSecond: per((total) => total.counts.abortsInjected),
    delaysPerSecond: per((total) => total.counts.delaysInjected),
    receivedPerSecond: per((total) => total.counts.bytesReceived),
    errorsPerSecond: per((total) => (total.key.protocol === 'tcp' ? total.counts.connectFailures : total.counts.errors)),
  }
}

const amount = ({ key, counts }: StepTotal): number => (key.protocol === 'tcp' ? counts.connections : counts.requests)

function metricValue(metric: SubjectMetric, { measured, isTcp, rows, serviceRequests, ...rates }: Step): number | null {
  switch (metric) {
    case 'requests':
      return isTcp ? null : measured.requestsPerSecond
    case 'errors':
      return measured.errorRatioUnknown === undefined ? rates.errorsPerSecond : null
    case 'errorRatio':
      return measured.errorRatio
    case 'p50':
      return latencyAt(rows, 0.5)
    case 'p95':
      return latencyAt(rows, 0.95)
    case 'p99':
      return latencyAt(rows, 0.99)
    case 'retries':
      return measured.retriesPerSecond
    case 'timeouts':
      return measured.timeoutsPerSecond
    case 'connections':
      return measured.connectionsPerSecond
    case 'bytes':
      return measured.bytesPerSecond
    case 'bytesReceived':
      return rates.receivedPerSecond
    case 'injectedAborts':
      return rates.abortsPerSecond
    case 'injectedDelays':
      return rates.delaysPerSecond
    case 'pending':
      return rows.length > 0 ? rows.reduce((most, { gauges }) => Math.max(most, gauges.requestsPending), 0) : null
    case 'share':
      return serviceRequests > 0 ? rows.reduce((sum, total) => sum + amount(total), 0) / serviceRequests : null
  }
}

const bounds = new Float64Array(2)

function latencyAt(rows: readonly StepTotal[], q: number): number | null {
  if (!quantilesOfSums(rows, [q], bounds)) return null
  const [lower = 0, upper = 0] = bounds
  return Number.isFinite(upper) ? (lower + upper) / 2 : lower
}
