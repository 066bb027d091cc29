import type { EdgeKey, PartTotal } from '@/lib/mesh/window'
import type { Counted, Paced } from './exact-tests'
import { countSlowerThan } from './slower-bounds'
import type { Subject } from './subject'

/** Both windows again, each as sums of some equal parts of it in time order, for the series that are wanted: how counts scatter is measured by them. */
export type ReadParts = (wanted: (key: EdgeKey) => boolean) => { now: readonly PartTotal[][]; base: readonly PartTotal[][] }

/** One subject in one part. */
export type Part = { failures: Counted; pace: Paced; rows: readonly PartTotal[] }

/** Small numbers for series: equal for keys that count the same, whichever object says so. A store hands out the same objects again and again, so each is looked up by itself. */
export class SeriesNumbers {
  private readonly byText = new Map<string, number>()
  private readonly byKey = new Map<EdgeKey, number>()

  of(key: EdgeKey): number {
    const known = this.byKey.get(key)
    if (known !== undefined) return known
    const text = textOf(key)
    const number = this.byText.get(text) ?? this.byText.size
    this.byText.set(text, number)
    this.byKey.set(key, number)
    return number
  }
}

/** The parts of a window by subject. O(totals), then O(rows of the subject) each. */
export function indexParts(parts: readonly PartTotal[][], numbers: SeriesNumbers): (subject: Pick<Subject, 'rows' | 'protocol'>) => Part[] {
  const columns = parts.map((totals) => {
    const column: (PartTotal | undefined)[] = []
    for (const total of totals) column[numbers.of(total.key)] = total
    return column
  })
  return ({ rows, protocol }) => {
    const own = rows.map(({ key }) => numbers.of(key))
    return columns.map((column) =>
      toPart(
        own.flatMap((number) => column[number] ?? []),
        protocol === 'tcp',
      ),
    )
  }
}

/** Counts as the graph takes them; the exposure is the one that gives the sum of the rows' rates. */
function toPart(rows: readonly PartTotal[], isTcp: boolean): Part {
  let [hits, all, rate, covered] = [0, 0, 0, 0]
  for (const { key, counts, coveredMs } of rows) {
    const isHost = key.level === 'host'
    const finals = isTcp ? counts.connections : isHost && counts.requests === 0 ? counts.attempts : counts.requests
    hits += isTcp ? counts.connectFailures : isHost && counts.errors === 0 ? counts.attemptErrors : counts.errors
    all += finals
    rate += coveredMs > 0 ? (finals * 1000) / coveredMs : 0
    covered += coveredMs / 1000
  }
  const tries = isTcp ? Math.max(all, hits) : all
  return {
    failures: { hits: Math.min(hits, tries), all: tries },
    pace: { count: all, exposure: rate > 0 ? all / rate : rows.length > 0 ? covered / rows.length : 0 },
    rows,
  }
}

export function slowerInPart({ rows }: Part, boundMs: number): Counted {
  const { all, slower } = countSlowerThan(rows, [boundMs])
  return { hits: slower[0] ?? 0, all }
}

const texts = new WeakMap<EdgeKey, string>()

/** What makes a series, as a text. */
export function textOf(key: EdgeKey): string {
  const known = texts.get(key)
  if (known !== undefined) return known
  const { proxyId, side, level, source, target, protocol, mirror } = key
  const text = JSON.stringify([proxyId, side, level, protocol, mirror, ...endOf(source), ...endOf(target)])
  texts.set(key, text)
  return text
}

const endOf = ({ kind, service, version, instance }: EdgeKey['source']): (string | null)[] => [kind, service, version, instance]
