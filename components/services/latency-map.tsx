'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { HeatMap } from '@/components/charts/heat-map'
import { QueryError } from '@/components/frame/query-error'
import { chartRange, toAxis } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import { latenciesQuery } from '@/lib/api/latencies-queries'

type Props = { subject: string; from: string; to: string; height?: number }

/** How many requests were how slow, over time, in the buckets that were counted. */
export function LatencyMap({ subject, from, to, height = 300 }: Props) {
  const range = chartRange(from, to)
  const query = useQuery({ ...latenciesQuery({ subject, from: range.from, to: range.to }), placeholderData: keepPreviousData })
  const { data } = query
  if (query.isError && !data)
    return <QueryError size="inline" title="No heat map" error={query.error} onRetry={() => void query.refetch()} />
  if (!data)
    return (
      <div style={{ height }}>
        <Skeleton className="h-full w-full" />
      </div>
    )
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
    />
  )
}
