import type { Millis } from '@/lib/mesh/names'
import type { EdgeKey, EdgeTotal } from '@/lib/mesh/window'
import { coverageOf } from '../coverage'
import { emptyMeasured, type Measured, measureRows } from '../measure-rows'
import type { Counted, Paced } from './exact-tests'
import { countSlowerThan } from './slower-bounds'
import { failuresOf, type Subject } from './subject'

/** Both windows again, each as sums of some equal parts of it in time order, for the series that are wanted: how counts scatter is measured by them. */
export type ReadParts = (wanted: (key: EdgeKey) => boolean) => { now: readonly EdgeTotal[][]; base: readonly EdgeTotal[][] }

/** One subject in one part. */
export type Part = { failures: Counted; pace: Paced; slower(boundMs: number): Counted }
export type PartsOf = (subject: Pick<Subject, 'rows'>) => Part[]

const scratch: Measured = emptyMeasured()

/** The parts of a window by subject. Rows are told by what they count, as each answer of a store may make its keys anew. */
export function indexParts(parts: readonly EdgeTotal[][], scrapeIntervalMs: number, now: Millis): (subject: Subject) => Part[] {
  const coverages = parts.map((totals) => coverageOf({ totals, to: now, now, scrapeIntervalMs, proxies: [] }))
  const byKey = parts.map((totals) => new Map(totals.map((total) => [textOf(total.key), total])))
  return ({ rows, protocol }) =>
    byKey.map((totals, index) => {
      const found = rows.flatMap((row) => totals.get(textOf(row.key)) ?? [])
      const { requests, errors, connections, errorRatioUnknown, requestsPerSecond, connectionsPerSecond, coveredSeconds } = measureRows(
        found,
        protocol,
        coverages[index] ?? new Map(),
        scratch,
      )
      const [count, rate] = protocol === 'tcp' ? [connections, connectionsPerSecond] : [requests, requestsPerSecond]
      return {
        failures: failuresOf({ requests, errors, connections, errorRatioUnknown }, protocol) ?? { hits: 0, all: 0 },
        pace: { count, exposure: rate > 0 ? count / rate : coveredSeconds },
        slower: (boundMs) => {
          const { all, slower } = countSlowerThan(found, [boundMs])
          return { hits: slower[0] ?? 0, all }
        },
      }
    })
}

const texts = new WeakMap<EdgeKey, string>()

/** What makes a series: equal for keys that count the same. A store hands out the same objects again and again, so each is written once. */
export function textOf(key: EdgeKey): string {
  const known = texts.get(key)
  if (known !== undefined) return known
  const { proxyId, side, level, source, target, protocol, mirror } = key
  const text = JSON.stringify([proxyId, side, level, protocol, mirror, ...endOf(source), ...endOf(target)])
  texts.set(key, text)
  return text
}

const endOf = ({ kind, service, version, instance }: EdgeKey['source']): (string | null)[] => [kind, service, version, instance]
