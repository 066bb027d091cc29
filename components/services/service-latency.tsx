'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { HeatMap } from '@/components/charts/heat-map'
import type { ChartMark } from '@/components/charts/time-chart'
import { QueryError } from '@/components/frame/query-error'
import { Section } from '@/components/page/section'
import { chartRange, toAxis } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import { latenciesQuery } from '@/lib/api/latencies-queries'

type Props = { subject: string; from: string; to: string; marks?: readonly ChartMark[]; height?: number }

/** How many requests were how slow, over time, in the buckets that were counted. */
export function LatencyMap({ subject, from, to, marks, height = 300 }: Props) {
  const range = chartRange(from, to)
  const query = useQuery({ ...latenciesQuery({ subject, from: range.from, to: range.to }), placeholderData: keepPreviousData })
  const { data } = query
  if (query.isError && !data)
    return <QueryError size="inline" title="No heat map" error={query.error} onRetry={() => void query.refetch()} />
  if (!data) return <Skeleton className="h-[300px] w-full" />
  if (data.boundsMs.length < 2) return <p className="text-12 text-muted">No latency was measured in this time.</p>
  const axis = toAxis(
    data.columns.map(({ at }) => at),
    range,
    query.dataUpdatedAt,
  )
  return (
    <HeatMap
      label="Latency of all requests"
      boundsMs={data.boundsMs}
      columns={data.columns}
      stepMs={data.stepSeconds * 1000}
      {...axis}
      height={height}
      {...(marks ? { marks } : {})}
    />
  )
}

/** The same as a part of the service's page. */
export function ServiceLatency({ subject, from, to }: Props) {
  return (
    <Section title="Latency, all requests" note="by the proxies’ own buckets; stronger is more">
      <LatencyMap subject={subject} from={from} to={to} />
    </Section>
  )
}
