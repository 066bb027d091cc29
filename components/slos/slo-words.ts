import type { SloStatusWire } from '@/lib/api/slos'
import { formatCount, formatMs, noData } from '@/lib/mesh/format'

export type SloObjectiveWire = SloStatusWire['objectives'][number]
type Burn = SloObjectiveWire['burns'][number]

/** `99.9 %`, without zeros that say nothing; shares of requests need more digits than others. */
export const targetText = (target: number): string => `${Number((target * 100).toFixed(3))} %`

/** `99.9 % of requests succeed`, `95 % of requests take at most 50 ms`. */
export const objectiveWords = ({ kind, target, boundMs }: Pick<SloObjectiveWire, 'kind' | 'target' | 'boundMs'>): string =>
  kind === 'availability'
    ? `${targetText(target)} of requests succeed`
    : `${targetText(target)} of requests take at most ${formatMs(boundMs)}`

/** `72 % left`, `overdrawn by 130 %`, `–` where there is nothing to tell. */
export function budgetText(leftRatio: number | null): string {
  if (leftRatio === null) return noData
  const percent = Math.abs(leftRatio * 100)
  const text = percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)
  return leftRatio < 0 ? `overdrawn by ${formatCount(Math.max(1, Math.round(percent)))} %` : `${text} % left`
}

/** `14.4×`; what rounds to nothing is `< 0.01×`. */
export function burnText({ burn }: Pick<Burn, 'burn'>): string {
  if (burn === null) return noData
  if (burn === 0) return '0'
  if (burn < 0.01) return '< 0.01×'
  return `${burn < 10 ? Number(burn.toPrecision(2)) : Math.round(burn)}×`
}

/** `5 min`, `6 h`, `3 days`. */
export const windowName = (seconds: number): string =>
  seconds < 86_400 ? formatMs(seconds * 1000) : `${Number((seconds / 86_400).toFixed(1))} days`

/** Less than this of a window measured is said. */
const wholeEnough = 0.95

/** null where the whole of it was measured; else how much was: `of 12 min`. */
export function shortWords({ seconds, coveredSeconds }: Pick<Burn, 'seconds' | 'coveredSeconds'>): string | null {
  if (coveredSeconds >= seconds * wholeEnough) return null
  return coveredSeconds < 1 ? 'nothing measured' : `of ${spanText(coveredSeconds)}`
}

export function spanText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Number((seconds / 3600).toFixed(1))} h`
  return `${Number((seconds / 86_400).toFixed(1))} days`
}

/** What the alert says, and why it is one. */
export function alertWords(alert: NonNullable<SloObjectiveWire['alert']>): string {
  const what = alert.kind === 'page' ? 'Burning fast: look now' : 'Burning: look within days'
  return `${what}. Over ${windowName(alert.longSeconds)} and ${windowName(alert.shortSeconds)} the budget goes ${burnText(alert)} as fast as the target allows.`
}

/** The worst of a service's objectives, as one column of a list tells it. */
export function worstObjective(slo: SloStatusWire): SloObjectiveWire | null {
  const rank = ({ alert }: SloObjectiveWire): number => (alert?.kind === 'page' ? 0 : alert ? 1 : 2)
  const left = ({ budget }: SloObjectiveWire): number => budget.leftRatio ?? Number.POSITIVE_INFINITY
  return [...slo.objectives].sort((a, b) => rank(a) - rank(b) || left(a) - left(b))[0] ?? null
}
