import type { ComparedWire, DifferenceWire } from '@/lib/api/compare'
import { formatMs, formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'
import type { ColorName } from '../scene/scene-colors'

type Kind = DifferenceWire['kind']

export const kindWords: Record<Kind, string> = {
  failing_more: 'fails more',
  gone: 'gone',
  slower: 'slower',
  new: 'new',
  less: 'less traffic',
  more: 'more traffic',
  failing_less: 'fails less',
  faster: 'faster',
}

const worstFirst: readonly Kind[] = ['failing_more', 'gone', 'slower', 'new', 'less', 'more', 'failing_less', 'faster']

/** How many edges do what, each by the worst of its differences, the worst kind first; what no edge does is left out. */
export function countKinds(edges: readonly ComparedWire[]): { kind: Kind; count: number }[] {
  return worstFirst.flatMap((kind) => {
    const count = edges.filter(({ differences }) => differences[0]?.kind === kind).length
    return count > 0 ? [{ kind, count }] : []
  })
}

/** After a count: `1 fails more`, `2 fail more`. */
export const countedWords = (kind: Kind, count: number): string =>
  count === 1 ? kindWords[kind] : kindWords[kind].replace(/^fails/, 'fail')

export const kindTones: Record<Kind, ColorName> = {
  failing_more: 'bad-mark',
  gone: 'muted',
  slower: 'warn-mark',
  new: 'accent',
  less: 'muted',
  more: 'muted',
  failing_less: 'ok-quiet',
  faster: 'ok-quiet',
}

/** What its rate is counted in; a window that does not have it does not tell. */
export const unitOf = ({ now, base }: Pick<ComparedWire, 'now' | 'base'>): string =>
  now?.connectionsPerSecond === undefined && base?.connectionsPerSecond === undefined ? 'rps' : 'conn/s'

/** On the edge: what changed, with its sign and both values. */
export function differenceLabel(difference: DifferenceWire, unit = 'rps'): string {
  const { kind, now, base, boundMs } = difference
  const arrow = now > base ? '▲' : '▼'
  if (kind === 'new') return `new, ${formatRate(now, unit)}`
  if (kind === 'gone') return `gone, was ${formatRate(base, unit)}`
  if (kind === 'more' || kind === 'less') return `${arrow} ${formatNumber(base)} → ${formatRate(now, unit)}`
  if (kind === 'slower' || kind === 'faster') return `${arrow} ${percent(base)} → ${percent(now)} over ${formatMs(boundMs)}`
  return `${arrow} ${percent(base)} → ${percent(now)} errors`
}

/** The same as a sentence. */
export function differenceSentence({ kind, now, base, boundMs }: DifferenceWire, unit = 'rps'): string {
  switch (kind) {
    case 'new':
      return `${formatRate(now, unit)}, none before`
    case 'gone':
      return `none, ${formatRate(base, unit)} before`
    case 'more':
    case 'less':
      return `${formatRate(now, unit)}, ${formatNumber(base)} before (${relative(now, base)})`
    case 'slower':
    case 'faster':
      return `${percent(now)} take over ${formatMs(boundMs)}, ${percent(base)} before`
    case 'failing_more':
    case 'failing_less':
      return `${percent(now)} fail, ${percent(base)} before`
  }
}

/** By which test it is no chance, and how surely. */
export function significanceWords({ kind, test, q, phi, isDispersionMeasured }: DifferenceWire): string {
  const name = test === 'fisher' ? "Fisher's exact test" : 'exact test of two rates'
  const scatter = isDispersionMeasured
    ? phi < 1.05
      ? 'counts scatter as independent ones do'
      : `counts scatter ${formatNumber(phi)} times as wide as independent ones`
    : 'how counts scatter was not measured, taken as 2'
  return `${kind === 'slower' || kind === 'faster' ? 'whole latency distribution, ' : ''}${name}, q ${formatSmall(q)}; ${scatter}`
}

function relative(now: number, base: number): string {
  if (base === 0) return 'from 0'
  const change = ((now - base) / base) * 100
  return `${change > 0 ? '▲' : '▼'} ${formatNumber(Math.round(Math.abs(change)))} %`
}

const percent = (ratio: number): string => (ratio === 0 ? '0 %' : formatRatio(ratio))
const formatSmall = (q: number): string => (q < 0.0001 ? '< 0.0001' : `= ${Number(q.toPrecision(2))}`)

/** What is told of a subject besides its differences; null where there is nothing. */
export function presenceWords({ presence, differences, unknownReason, rateUntested }: ComparedWire): string | null {
  if (presence === 'unknown') return `Not known: ${unknownReason ?? 'one of the windows does not tell'}.`
  if (rateUntested !== undefined) return `Traffic was not compared: ${rateUntested}.`
  const isSure = differences.some(({ kind }) => kind === 'new' || kind === 'gone')
  if (presence === 'new' && !isSure) return 'Seen in this window only; so few calls may be chance.'
  if (presence === 'gone' && !isSure) return 'Seen in the window before only; so few calls may be chance.'
  return null
}
