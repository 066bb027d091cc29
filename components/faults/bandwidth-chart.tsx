'use client'
import { TimeChart } from '@/components/charts/time-chart'
import { QueryError } from '@/components/frame/query-error'
import { useSeries } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatByteRate, formatBytes } from '@/lib/mesh/format'
import { answerRates } from './answer-rates'
import { ChartTitle } from './chart-title'
import { faultSpan } from './fault-span'

const chartHeight = 150

/** Bytes of answers before, during and after a fault that slows them, against what one slowed answer may have. How fast single answers came through is counted by no proxy. */
export function BandwidthChart({ fault, kibPerSecond }: { fault: FaultWire; kibPerSecond: number }) {
  const { range, axis, marks } = faultSpan(fault)
  const subject = fault.version ? `version:${fault.service}@${fault.version}` : `service:${fault.service}`
  const { query } = useSeries(subject, ['bytesReceived'], range)
  const points = query.data?.points.bytesReceived ?? []
  const rates = answerRates(points, (query.data?.stepSeconds ?? 0) * 1000, timesOf(fault))
  const words = (rate: number | null) => (rate === null ? 'unknown' : formatByteRate(rate))
  return (
    <section>
      <ChartTitle
        title="Answers"
        note={`bytes per second of all callers of ${displayName(fault.service)}`}
        value={`before ${words(rates.before)}, during ${words(rates.during)}, after ${words(rates.after)}`}
      />
      {query.isError && !query.data ? (
        <QueryError size="inline" title="No chart" error={query.error} />
      ) : query.data ? (
        <TimeChart
          label="Bytes per second of answers against the limit of one slowed answer"
          lines={[{ name: 'answers', points, color: 'var(--text)' }]}
          limits={[{ value: kibPerSecond * 1024, text: `one slowed answer: ${kibPerSecond} KiB/s`, color: 'var(--fault)' }]}
          format={formatBytes}
          {...axis}
          marks={marks}
          height={chartHeight}
        />
      ) : (
        <Skeleton className="h-[150px] w-full" />
      )}
      <p className="mt-1 text-12 text-muted">
        The limit is of each slowed answer alone, so many at once may pass it. How fast a single answer came through is unknown: no proxy
        counts it.
      </p>
    </section>
  )
}

function timesOf({ at, evidence, endedAt, endsAt }: FaultWire) {
  const loaded = evidence.map((row) => row.at.loaded)
  const isLoaded = loaded.length > 0 && loaded.every((time) => time !== undefined)
  const ended = endedAt === null ? null : Date.parse(endedAt)
  return {
    at: Date.parse(at),
    loadedAt: isLoaded ? Math.max(...loaded.map((time) => Date.parse(time ?? at))) : null,
    stoppedAt: ended === null ? null : Math.min(ended, Date.parse(endsAt)),
    endedAt: ended,
  }
}
