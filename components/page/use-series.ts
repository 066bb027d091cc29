'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ChartMark } from '@/components/charts/time-chart'
import { rangeSeconds } from '@/components/frame/use-range'
import type { SeriesMetric, SeriesResponse } from '@/lib/api/series'
import { seriesQuery } from '@/lib/api/series-queries'
import { canaryRoute, changeRoute, faultRoute } from './routes'

/** A chart of one minute says little: a live range is shown at least this far back. */
const leastSeconds = 15 * 60

/** The range that charts cover for a page's range, and its words where it is longer than the page's. */
export function chartRange(from: string, to: string): { from: string; to: string; note: string | null } {
  const seconds = rangeSeconds(from)
  return to === 'now' && seconds !== null && seconds < leastSeconds
    ? { from: 'now-15m', to, note: 'charts: last 15 min' }
    : { from, to, note: null }
}

/** Series of one subject with the axis they stand on; `axis` is null until the first answer. */
export function useSeries(
  subject: string,
  metrics: readonly SeriesMetric[],
  range: { from: string; to: string },
  /** `extremes` for drawing alone: its points keep every peak, so their mean is not that of the time. */
  sample?: 'extremes',
) {
  const query = useQuery({
    ...seriesQuery({ subject, metrics, from: range.from, to: range.to, sample }),
    placeholderData: keepPreviousData,
  })
  const times = query.data ? Object.values(query.data.points).flatMap((points) => points.map(([at]) => at)) : null
  return { query, axis: times && toAxis(times, range, query.dataUpdatedAt) }
}

/** Where the time axis begins and ends: as asked for, where that can be told, else with the times there are. */
export function toAxis(times: readonly number[], range: { from: string; to: string }, updatedAt: number): { from: number; to: number } {
  const seconds = rangeSeconds(range.from)
  if (seconds !== null && range.to === 'now') return { from: updatedAt - seconds * 1000, to: updatedAt }
  const from = toTime(range.from) ?? Math.min(updatedAt, ...times)
  return { from, to: toTime(range.to) ?? Math.max(from + 1000, ...times) }
}

function toTime(text: string): number | null {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(at) ? at : null
}

/** What was done, as marks on the time axis that lead to it: a diamond a change, a circle a canary's step, a triangle a fault. */
export function toMarks(series: SeriesResponse): ChartMark[] {
  return series.annotations.map(({ at, kind, id, text }) => ({
    at: Date.parse(at),
    words: `${kindWords[kind]}: ${text}`,
    ...looks(kind, id),
  }))
}

const kindWords = { change: 'Change', canary_step: 'Canary', fault_start: 'Fault', fault_end: 'Fault' } as const

function looks(kind: SeriesResponse['annotations'][number]['kind'], id: string): Pick<ChartMark, 'text' | 'color' | 'href'> {
  if (kind === 'change') return { text: '◆', href: changeRoute(id) }
  if (kind === 'canary_step') return { text: '●', color: 'var(--canary)', href: canaryRoute(id) }
  return { text: '▲', color: 'var(--fault)', href: faultRoute(id) }
}
