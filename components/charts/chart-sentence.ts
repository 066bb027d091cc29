import { formatPlural, noData } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import type { ChartLine, TimeChartProps } from './time-chart-props'

type Drawn = Pick<TimeChartProps, 'label' | 'lines' | 'format' | 'from' | 'to' | 'marks'>

/** What the drawing shows, for who does not see it: newest, least and greatest value of each line, gaps, and how much was done. */
export function chartSentence({ label, lines, format, from, to, marks }: Drawn): string {
  const within = marks?.filter(({ at }) => at >= from && at <= to).length ?? 0
  const done = within === 0 ? '' : ` ${formatPlural(within, 'mark')} of what was done.`
  return `${label}, ${formatClock(from)} to ${formatClock(to)}. ${lines.map((line) => lineWords(line, format)).join('. ')}.${done}`
}

function lineWords({ name, points }: ChartLine, format: (value: number) => string): string {
  const values = points.flatMap(([, value]) => value ?? [])
  if (values.length === 0) return `${name}: no data`
  const newest = points.at(-1)?.[1] ?? null
  const gaps = points.filter(([, value], index) => value === null && (index === 0 || points[index - 1]?.[1] !== null)).length
  const range = `from ${format(Math.min(...values))} to ${format(Math.max(...values))}`
  const gapWords = gaps === 0 ? '' : `, ${formatPlural(gaps, 'gap')}`
  return `${name}: newest ${newest === null ? noData : format(newest)}, ${range}${gapWords}`
}
