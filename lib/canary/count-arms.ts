import type { ServiceName } from '@/lib/mesh/names'
import type { EdgeWindow, Histogram } from '@/lib/mesh/window'
import { countSlower } from './count-slower'
import type { Cell, StratumCounts } from './tick'

/** Whose requests are compared. version null: that arm is not counted (before a start there is no canary). */
export type Arms = { service: ServiceName; canary: string | null; baseline: string }
/** One row of a caller's window, or a sum of such rows. */
export type ArmRow = Pick<EdgeWindow, 'key' | 'counts' | 'latency'>

/** True for a row that carries requests of one of the arms, as its caller counted them; mirrors are copies and carry none. */
export const isArmRow = ({ key }: Pick<EdgeWindow, 'key'>, { service, canary, baseline }: Arms): boolean =>
  key.side === 'client' &&
  !key.mirror &&
  key.target.service === service &&
  key.target.version !== null &&
  (key.target.version === canary || key.target.version === baseline)

/**
 * Counts of both arms per calling service, from rows of the same windows of the same proxies. On HTTP attempts, retried ones included, with 5xx or no answer
 * as errors; on gRPC the statuses 2, 4, 12, 13, 14 and 15 once a proxy tells them, else HTTP's; on TCP connections, with those that failed.
 * boundsMs: the latency bounds to count at. Requests that a fault aborted never reach a version, so they are in no count.
 */
export function countArms(rows: readonly ArmRow[], arms: Arms, boundsMs: readonly number[], halfOf: HalfOf | null): StratumCounts[] {
  const callers = new Map<ServiceName, ArmRow[]>()
  for (const row of rows) {
    if (!isArmRow(row, arms)) continue
    const known = callers.get(row.key.source.service)
    if (known) known.push(row)
    else callers.set(row.key.source.service, [row])
  }
  return [...callers].map(([caller, own]) => {
    const edges = own.filter(({ key }) => key.level === 'edge')
    const [canary, baseline] = [edges.filter((row) => isOf(row, arms.canary)), edges.filter((row) => isOf(row, arms.baseline))]
    const [c, b] = [sumPairs(canary.map(toPair)), sumPairs(baseline.map(toPair))]
    const histograms = (list: readonly ArmRow[]): Histogram[] => list.map(({ latency }) => latency)
    return {
      caller,
      nc: c.n,
      xc: c.x,
      nb: b.n,
      xb: b.x,
      latency: countSlower(histograms(canary), histograms(baseline), boundsMs),
      halves: halfOf && countHalves(own, arms, halfOf),
    }
  })
}

/** Which of two fixed halves of the baseline's instances this one belongs to; null for one that was not there when they were drawn. */
export type HalfOf = (instance: string) => 'first' | 'second' | null

const isOf = ({ key }: ArmRow, version: string | null): boolean => key.target.version === version

type Pair = { n: number; x: number }
const sumPairs = (pairs: readonly Pair[]): Pair => pairs.reduce((sum, pair) => ({ n: sum.n + pair.n, x: sum.x + pair.x }), { n: 0, x: 0 })

/** What was answered, retried attempts included. A window's edge may cut between an attempt and its answer: errors count as answers at least. */
function toPair({ key, counts }: ArmRow): Pair {
  if (key.protocol === 'tcp') return { n: Math.max(counts.connections, counts.connectFailures), x: counts.connectFailures }
  const isGrpcKnown = key.protocol === 'grpc' && counts.grpcRequests > 0
  if (isGrpcKnown) return { n: counts.grpcRequests, x: Math.min(counts.grpcErrors, counts.grpcRequests) }
  return { n: Math.max(counts.requests + counts.retries, counts.attemptErrors), x: counts.attemptErrors }
}

/** null where the baseline has no two instances that a host row tells apart. */
function countHalves(rows: readonly ArmRow[], arms: Arms, halfOf: HalfOf): Cell | null {
  const hosts = rows.filter((row) => row.key.level === 'host' && isOf(row, arms.baseline))
  const of = (half: 'first' | 'second'): Pair =>
    sumPairs(
      hosts
        .filter(({ key }) => key.target.instance !== null && halfOf(key.target.instance) === half)
        .map(({ counts }) => ({
          n: Math.max(counts.requests, counts.attemptErrors),
          x: counts.attemptErrors,
        })),
    )
  const [first, second] = [of('first'), of('second')]
  return first.n + second.n === 0 ? null : { nc: first.n, xc: first.x, nb: second.n, xb: second.x }
}
