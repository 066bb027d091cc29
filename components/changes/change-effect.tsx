'use client'
import { TimeChart } from '@/components/charts/time-chart'
import { Section } from '@/components/page/section'
import { useSeries } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ChangeWire } from '@/lib/api/changes'
import type { SeriesMetric } from '@/lib/api/series'
import { formatMs, formatNumber, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import { type EffectRow, effectRows } from './effect-rows'

const aroundMs = 15 * 60_000
const metrics: readonly SeriesMetric[] = ['requests', 'errorRatio', 'retries', 'p95', 'p99']
const names: Partial<Record<SeriesMetric, string>> = {
  requests: 'Requests',
  errorRatio: 'Errors callers see',
  retries: 'Retries',
  p95: 'Latency p95',
  p99: 'Latency p99',
}

/** The service a quarter of an hour before and after the change. It shows what happened, not why. */
export function ChangeEffect({ change }: { change: ChangeWire }) {
  const atMs = Date.parse(change.at)
  const range = { from: new Date(atMs - aroundMs).toISOString(), to: new Date(atMs + aroundMs).toISOString() }
  const { query } = useSeries(`service:${change.service}`, metrics, range)
  if (query.isError && !query.data) return null
  return (
    <Section title="Effect" note="middle of 15 min before and after">
      {query.data ? (
        <>
          <Table label="Effect before and after" size="panel">
            <thead>
              <tr className="bg-bg">
                <TableHead>as callers saw it</TableHead>
                <TableHead numeric>before</TableHead>
                <TableHead numeric>after</TableHead>
                <TableHead numeric>difference</TableHead>
              </tr>
            </thead>
            <tbody>
              {effectRows(query.data, metrics, atMs).map((row) => (
                <Row key={row.metric} row={row} />
              ))}
            </tbody>
          </Table>
          <p className="mt-3 mb-1 text-12">
            <span className="font-semibold">Errors callers see</span>{' '}
            <span className="text-muted" suppressHydrationWarning>
              {formatClock(atMs - aroundMs).slice(0, 5)} to {formatClock(atMs + aroundMs).slice(0, 5)}
            </span>
          </p>
          <TimeChart
            label="Errors callers see, around the change"
            lines={[{ name: 'errors', points: query.data.points.errorRatio ?? [], color: 'var(--text)' }]}
            format={formatRatio}
            from={atMs - aroundMs}
            to={atMs + aroundMs}
            marks={[{ at: atMs, text: 'this change' }]}
            minTop={0.005}
            height={120}
          />
        </>
      ) : (
        <Skeleton className="h-60 w-full" />
      )}
    </Section>
  )
}

function Row({ row }: { row: EffectRow }) {
  const format = formatOf(row.metric)
  return (
    <TableRow>
      <TableCell>{names[row.metric] ?? row.metric}</TableCell>
      <TableCell numeric className="text-muted">
        {format(row.before)}
      </TableCell>
      <TableCell numeric className="font-semibold">
        {format(row.after)}
      </TableCell>
      <TableCell numeric>{differenceWords(row)}</TableCell>
    </TableRow>
  )
}

function formatOf(metric: SeriesMetric): (value: number | null) => string {
  if (metric === 'errorRatio') return formatRatio
  return metric === 'requests' || metric === 'retries' ? formatRate : formatMs
}

function differenceWords({ metric, before, after }: EffectRow): string {
  if (before === null || after === null) return noData
  const difference = after - before
  if (difference === 0) return '0'
  const arrow = difference > 0 ? '▲' : '▼'
  if (metric === 'errorRatio') return `${arrow} ${Number((Math.abs(difference) * 100).toFixed(2))} pp`
  if (before === 0) return `${arrow} from 0`
  return `${arrow} ${formatNumber(Math.round((Math.abs(difference) / before) * 100))} %`
}
