'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ChartLine, ChartPoint } from '@/components/charts/time-chart-props'
import type { SeriesMetric } from '@/lib/api/series'
import { seriesQuery } from '@/lib/api/series-queries'
import { shiftTime } from './shift-time'

const hourMs = 3_600_000
export const earlierSpans = {
  '1h': { ms: hourMs, words: 'an hour before' },
  '1d': { ms: 24 * hourMs, words: 'a day before' },
  '1w': { ms: 7 * 24 * hourMs, words: 'a week before' },
} as const
export type Earlier = keyof typeof earlierSpans
export const earlierNames: readonly Earlier[] = ['1h', '1d', '1w']

/** With which earlier time the charts of the page are compared, from the URL; null: none. */
export const useEarlier = () => useQueryState('earlier', parseAsStringLiteral(earlierNames))

/** The same series of an earlier time, moved onto the page's axis. No points where nothing is asked for, or where nothing is kept of that time. */
export function useEarlierSeries(
  subject: string,
  metrics: readonly SeriesMetric[],
  range: { from: string; to: string },
  earlier: Earlier | null,
): { points: Partial<Record<string, ChartPoint[]>>; isMissing: boolean } {
  const shiftMs = earlier === null ? 0 : earlierSpans[earlier].ms
  const query = useQuery({
    ...seriesQuery({ subject, metrics, from: shiftTime(range.from, shiftMs), to: shiftTime(range.to, shiftMs), sample: 'extremes' }),
    enabled: earlier !== null,
    placeholderData: keepPreviousData,
  })
  if (earlier === null || !query.data) return { points: {}, isMissing: false }
  const points = Object.fromEntries(
    Object.entries(query.data.points).map(([metric, list]) => [metric, list.map(([at, value]): ChartPoint => [at + shiftMs, value])]),
  )
  return { points, isMissing: Object.values(points).every((list) => list.every(([, value]) => value === null)) }
}

/** A line of that time, faint; none where there is nothing to draw. */
export function earlierLine(points: readonly ChartPoint[] | undefined, name: string, earlier: Earlier | null): ChartLine[] {
  if (earlier === null || !points?.some(([, value]) => value !== null)) return []
  return [{ name: `${name}, ${earlierSpans[earlier].words}`, points, color: 'var(--muted)', shape: 'earlier' }]
}
