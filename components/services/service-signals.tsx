'use client'
import type { ReactNode } from 'react'
import { type ChartLine, TimeChart } from '@/components/charts/time-chart'
import { QueryError } from '@/components/frame/query-error'
import { chartRange, toMarks, useSeries } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import type { SeriesMetric } from '@/lib/api/series'
import type { ServiceDetail } from '@/lib/api/services'
import { formatByteRate, formatBytes, formatMs, formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'
import { latencyText } from './signal-cells'

const chartHeight = 130
const httpMetrics: readonly SeriesMetric[] = ['requests', 'errorRatio', 'p50', 'p95', 'p99']
const tcpMetrics: readonly SeriesMetric[] = ['connections', 'bytes']

/** The four signals in their fixed order – requests, errors, latency, saturation –, each a number and its course; a tcp service has its own two. */
export function ServiceSignals({ service, from, to }: { service: ServiceDetail; from: string; to: string }) {
  const isTcp = service.protocol === 'tcp'
  const range = chartRange(from, to)
  const { query, axis } = useSeries(`service:${service.name}`, isTcp ? tcpMetrics : httpMetrics, range)
  const chart = (label: string, lines: (points: Points) => ChartLine[], format: (value: number) => string, minTop?: number): ReactNode => {
    if (query.isError && !query.data)
      return <QueryError size="inline" title="No chart" error={query.error} onRetry={() => void query.refetch()} />
    if (!query.data || !axis) return <Skeleton className="h-[130px] w-full" />
    return (
      <TimeChart
        label={label}
        lines={lines(query.data.points)}
        format={format}
        {...axis}
        height={chartHeight}
        marks={toMarks(query.data)}
        {...(minTop === undefined ? {} : { minTop })}
      />
    )
  }
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-4 border-line border-b px-6 py-4 max-sm:px-4 sm:grid-cols-2 xl:grid-cols-4">
      {isTcp ? (
        <TcpSignals service={service} chart={chart} note={range.note} />
      ) : (
        <HttpSignals service={service} chart={chart} note={range.note} />
      )}
    </div>
  )
}

type Points = Record<string, [number, number | null][]>
type Chart = (label: string, lines: (points: Points) => ChartLine[], format: (value: number) => string, minTop?: number) => ReactNode
type PartProps = { service: ServiceDetail; chart: Chart; note: string | null }

function HttpSignals({ service, chart, note }: PartProps) {
  const { signals } = service
  const others = signals.latencyMs ? `p50 ${latencyText(signals, 'p50')}, p99 ${latencyText(signals, 'p99')}` : 'no request, no latency'
  return (
    <>
      <Signal title="Requests" value={formatRate(signals.requestsPerSecond)} note={note}>
        {chart('Requests per second', (points) => [line(points, 'requests', 'requests', 'var(--text)', 'area')], formatNumber)}
      </Signal>
      <Signal
        title="Errors"
        value={formatRatio(signals.errorRatio)}
        note={signals.errorRatio === null ? 'no request, no ratio' : 'of requests, as callers saw them'}
      >
        {chart('Errors, share of requests', (points) => [line(points, 'errorRatio', 'errors', 'var(--bad-mark)')], formatRatio, 0.01)}
      </Signal>
      <Signal title="Latency" value={signals.latencyMs ? `p95 ${latencyText(signals, 'p95')}` : '–'} note={others}>
        {chart(
          'Latency, p50, p95 and p99',
          (points) => [
            line(points, 'p99', 'p99', 'var(--p99)'),
            line(points, 'p95', 'p95', 'var(--p95)'),
            line(points, 'p50', 'p50', 'var(--p50)'),
          ],
          formatMs,
        )}
      </Signal>
      <Saturation service={service} />
    </>
  )
}

function TcpSignals({ service, chart, note }: PartProps) {
  return (
    <>
      <Signal title="Connections" value={formatRate(service.connectionsPerSecond, 'conn/s')} note={note ?? 'opened'}>
        {chart(
          'Connections opened per second',
          (points) => [line(points, 'connections', 'connections', 'var(--text)', 'area')],
          formatNumber,
        )}
      </Signal>
      <Signal title="Bytes" value={formatByteRate(bytesOf(service))} note="both ways">
        {chart('Bytes per second', (points) => [line(points, 'bytes', 'bytes', 'var(--text)')], formatBytes)}
      </Signal>
    </>
  )
}

/** Sum of its callers' edges; null when none of them tells. */
function bytesOf(service: ServiceDetail): number | null {
  const told = service.callers.flatMap((edge) => edge.bytesPerSecond ?? [])
  return told.length === 0 ? null : told.reduce((sum, bytes) => sum + bytes, 0)
}

function Saturation({ service }: { service: ServiceDetail }) {
  const { pendingRequests, maxPendingRequests } = service
  const share = pendingRequests === null || !maxPendingRequests ? null : Math.min(1, pendingRequests / maxPendingRequests)
  const value =
    pendingRequests === null
      ? '–'
      : maxPendingRequests === null
        ? formatNumber(pendingRequests)
        : `${formatNumber(pendingRequests)} of ${formatNumber(maxPendingRequests)}`
  return (
    <Signal title="Saturation" value={value} note="pending requests now">
      {share === null ? (
        <p className="mt-3 text-12 text-muted">
          {pendingRequests === null
            ? 'No caller’s proxy tells how many requests wait.'
            : 'Its policy sets no limit of its own; Envoy’s is 1,024.'}
        </p>
      ) : (
        <div className="mt-3">
          <div className="h-3 rounded-sm bg-hover">
            <div
              className={`h-3 rounded-sm ${share >= 0.8 ? 'bg-warn-mark' : 'bg-edge'}`}
              style={{ width: `${Math.max(share * 100, share > 0 ? 1 : 0)}%` }}
            />
          </div>
          <p className="mt-2 text-12 text-muted">The circuit breaker refuses more than {formatNumber(maxPendingRequests)} at once.</p>
        </div>
      )}
    </Signal>
  )
}

function Signal({ title, value, note, children }: { title: string; value: string; note: string | null; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="text-12 text-muted">{title}</h2>
      <p className="text-15 font-semibold">{value}</p>
      <p className="mb-2 min-h-[18px] text-12 text-faint">{note}</p>
      {children}
    </section>
  )
}

function line(points: Points, metric: SeriesMetric, name: string, color: string, shape?: 'area'): ChartLine {
  return { name, points: points[metric] ?? [], color, ...(shape ? { shape } : {}) }
}
