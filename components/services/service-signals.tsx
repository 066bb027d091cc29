'use client'
import type { ReactNode } from 'react'
import { type ChartLimit, type ChartLine, TimeChart } from '@/components/charts/time-chart'
import { QueryError } from '@/components/frame/query-error'
import { ChartTools } from '@/components/page/chart-page'
import { earlierLine, useEarlier, useEarlierSeries } from '@/components/page/use-earlier'
import { chartRange, toMarks, useSeries } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import type { SeriesMetric } from '@/lib/api/series'
import type { ServiceDetail } from '@/lib/api/services'
import { formatByteRate, formatBytes, formatCount, formatMs, formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'
import { envoysLimit } from './resilience-rows'
import { latencyText } from './signal-cells'

const chartHeight = 130
const httpMetrics: readonly SeriesMetric[] = ['requests', 'errorRatio', 'p50', 'p95', 'p99', 'pending']
const tcpMetrics: readonly SeriesMetric[] = ['connections', 'bytes']

/** The four signals in their fixed order – requests, errors, latency, saturation –, each a number and its course; a tcp service has its own two. */
export function ServiceSignals({ service, from, to }: { service: ServiceDetail; from: string; to: string }) {
  const isTcp = service.protocol === 'tcp'
  const range = chartRange(from, to)
  const subject = `service:${service.name}`
  const metrics = isTcp ? tcpMetrics : httpMetrics
  const { query, axis } = useSeries(subject, metrics, range, 'extremes')
  const [earlier] = useEarlier()
  const before = useEarlierSeries(subject, metrics, range, earlier)
  const chart: Chart = ({ metric, label, lines, ...rest }) => {
    if (query.isError && !query.data)
      return <QueryError size="inline" title="No chart" error={query.error} onRetry={() => void query.refetch()} />
    if (!query.data || !axis) return <Skeleton className="h-[130px] w-full" />
    return (
      <TimeChart
        label={label}
        lines={[...earlierLine(before.points[metric], metricNames[metric] ?? metric, earlier), ...lines(query.data.points)]}
        {...axis}
        height={chartHeight}
        marks={toMarks(query.data)}
        {...rest}
      />
    )
  }
  return (
    <div className="border-line border-b px-6 pt-2 pb-4 max-sm:px-4">
      <ChartTools note={range.note} isMissing={before.isMissing} />
      <div className="mt-1 grid grid-cols-1 gap-x-8 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
        {isTcp ? <TcpSignals service={service} chart={chart} /> : <HttpSignals service={service} chart={chart} />}
      </div>
    </div>
  )
}

const metricNames: Partial<Record<SeriesMetric, string>> = { errorRatio: 'errors' }

type Points = Record<string, [number, number | null][]>
/** `metric`: the one that an earlier time is shown of. */
type ChartPart = {
  metric: SeriesMetric
  label: string
  lines: (points: Points) => ChartLine[]
  format: (value: number) => string
  unit: string
  file: string
  minTop?: number
  limits?: ChartLimit[]
}
type Chart = (part: ChartPart) => ReactNode
type PartProps = { service: ServiceDetail; chart: Chart }

function HttpSignals({ service, chart }: PartProps) {
  const { signals } = service
  const others = signals.latencyMs ? `p50 ${latencyText(signals, 'p50')}, p99 ${latencyText(signals, 'p99')}` : 'no request, no latency'
  return (
    <>
      <Signal title="Requests" value={formatRate(signals.requestsPerSecond)} note="per second, as callers sent them">
        {chart({
          metric: 'requests',
          label: 'Requests per second',
          lines: (points) => [line(points, 'requests', 'requests', 'var(--text)', 'area')],
          format: formatNumber,
          unit: 'per second',
          file: 'requests',
        })}
      </Signal>
      <Signal
        title="Errors"
        value={formatRatio(signals.errorRatio)}
        note={signals.errorRatio === null ? 'no request, no ratio' : 'of requests, as callers saw them'}
      >
        {chart({
          metric: 'errorRatio',
          label: 'Errors, share of requests',
          lines: (points) => [line(points, 'errorRatio', 'errors', 'var(--bad-mark)')],
          format: formatRatio,
          unit: 'ratio',
          file: 'errors',
          minTop: 0.01,
        })}
      </Signal>
      <Signal title="Latency" value={signals.latencyMs ? `p95 ${latencyText(signals, 'p95')}` : '–'} note={others}>
        {chart({
          metric: 'p95',
          label: 'Latency, p50, p95 and p99',
          lines: (points) => [
            line(points, 'p99', 'p99', 'var(--p99)'),
            line(points, 'p95', 'p95', 'var(--p95)'),
            line(points, 'p50', 'p50', 'var(--p50)'),
          ],
          format: formatMs,
          unit: 'ms',
          file: 'latency',
        })}
      </Signal>
      <Saturation service={service} chart={chart} />
    </>
  )
}

function TcpSignals({ service, chart }: PartProps) {
  return (
    <>
      <Signal title="Connections" value={formatRate(service.connectionsPerSecond, 'conn/s')} note="opened">
        {chart({
          metric: 'connections',
          label: 'Connections opened per second',
          lines: (points) => [line(points, 'connections', 'connections', 'var(--text)', 'area')],
          format: formatNumber,
          unit: 'per second',
          file: 'connections',
        })}
      </Signal>
      <Signal title="Bytes" value={formatByteRate(bytesOf(service))} note="both ways">
        {chart({
          metric: 'bytes',
          label: 'Bytes per second',
          lines: (points) => [line(points, 'bytes', 'bytes', 'var(--text)')],
          format: formatBytes,
          unit: 'bytes per second',
          file: 'bytes',
        })}
      </Signal>
    </>
  )
}

/** Sum of its callers' edges; null when none of them tells. */
function bytesOf(service: ServiceDetail): number | null {
  const told = service.callers.flatMap((edge) => edge.bytesPerSecond ?? [])
  return told.length === 0 ? null : told.reduce((sum, bytes) => sum + bytes, 0)
}

function Saturation({ service, chart }: PartProps) {
  const { maxPendingRequests, traffic } = service
  // A limit holds for each calling proxy and version: a sum over them says nothing beside it.
  const pendingRequests = traffic?.now?.most?.pending ?? null
  const limit = maxPendingRequests ?? envoysLimit
  const value = pendingRequests === null ? '–' : `${formatNumber(pendingRequests)} of ${formatNumber(limit)}`
  const refused = traffic?.counts.overflows ?? null
  const note = `waiting at one caller’s proxy${refused === null ? '' : `, ${formatCount(refused)} refused`}`
  return (
    <Signal title="Saturation" value={value} note={note}>
      {pendingRequests === null ? (
        <p className="mt-3 text-12 text-muted">No caller’s proxy tells how many requests wait.</p>
      ) : (
        chart({
          metric: 'pending',
          label: 'Requests that wait at one caller’s proxy',
          lines: (points) => [line(points, 'pending', 'pending', 'var(--text)')],
          format: formatNumber,
          unit: 'requests',
          file: 'saturation',
          ...(maxPendingRequests === null
            ? { minTop: 4 }
            : { limits: [{ value: maxPendingRequests, text: 'limit', color: 'var(--faint)' }] }),
        })
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
