'use client'
import { type ChartPoint, TimeChart } from '@/components/charts/time-chart'
import { QueryError } from '@/components/frame/query-error'
import { useSeries } from '@/components/page/use-series'
import { Skeleton } from '@/components/ui/skeleton'
import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatMs, formatNumber, formatRatio } from '@/lib/mesh/format'
import { BandwidthChart } from './bandwidth-chart'
import { ChartTitle } from './chart-title'
import { FaultPathStrip } from './fault-path-strip'
import { faultSpan } from './fault-span'
import { ownSpan } from './own-span'

type Guard = NonNullable<FaultWire['guards']>[number]
const chartHeight = 150

/** What was injected over time against the plan, and each stop condition with its limit; from a minute before the start to the end. */
export function FaultCharts({ fault }: { fault: FaultWire }) {
  return (
    <div className="flex min-w-0 flex-col gap-4 border-line border-b px-6 py-4 max-sm:px-4">
      {fault.state !== 'ended' && <FaultPathStrip fault={fault} />}
      {(fault.abort || fault.delay) && <InjectedChart fault={fault} />}
      {fault.bandwidth && <BandwidthChart fault={fault} kibPerSecond={fault.bandwidth.kibPerSecond} />}
      {fault.guards?.map((guard) => (
        <GuardChart key={`${guard.service} ${guard.metric}`} fault={fault} guard={guard} />
      ))}
    </div>
  )
}

function InjectedChart({ fault }: { fault: FaultWire }) {
  const { range, axis, marks } = faultSpan(fault)
  const subject = fault.version ? `version:${fault.service}@${fault.version}` : `service:${fault.service}`
  const { query } = useSeries(subject, ['injectedAborts', 'injectedDelays'], range)
  const toOwn = (points: readonly ChartPoint[] | undefined) =>
    ownSpan(points ?? [], (query.data?.stepSeconds ?? 0) * 1000, Date.parse(fault.at), fault.endedAt ? Date.parse(fault.endedAt) : null)
  const planned = fault.planned === null ? null : fault.planned.abortsPerSecond + fault.planned.delaysPerSecond
  return (
    <section>
      <ChartTitle
        title="Injected"
        note="requests per second, aborts and delays"
        value={planned === null ? '' : `planned ${formatNumber(planned)}`}
      />
      {query.isError && !query.data ? (
        <QueryError size="inline" title="No chart" error={query.error} />
      ) : query.data ? (
        <TimeChart
          label="Injected aborts and delays per second"
          lines={[
            ...(fault.abort
              ? [{ name: 'aborts', points: toOwn(query.data.points.injectedAborts), color: 'var(--fault)', shape: 'injected' as const }]
              : []),
            ...(fault.delay
              ? [
                  {
                    name: 'delays',
                    points: toOwn(query.data.points.injectedDelays),
                    color: 'var(--fault)',
                    shape: fault.abort ? ('dashed' as const) : ('injected' as const),
                  },
                ]
              : []),
          ]}
          limits={plannedLimits(fault)}
          format={formatNumber}
          {...axis}
          marks={marks}
          height={chartHeight}
        />
      ) : (
        <Skeleton className="h-[150px] w-full" />
      )}
    </section>
  )
}

function plannedLimits(fault: FaultWire) {
  if (!fault.planned) return []
  const { abortsPerSecond, delaysPerSecond } = fault.planned
  return [
    ...(fault.abort ? [{ value: abortsPerSecond, text: 'planned aborts', color: 'var(--muted)' }] : []),
    ...(fault.delay ? [{ value: delaysPerSecond, text: 'planned delays', color: 'var(--muted)' }] : []),
  ]
}

function GuardChart({ fault, guard }: { fault: FaultWire; guard: Guard }) {
  const { range, axis, marks } = faultSpan(fault)
  const { query } = useSeries(`service:${guard.service}`, [guard.metric], range)
  const format = guard.metric === 'errorRatio' ? formatRatio : formatMs
  const points = query.data?.points[guard.metric] ?? []
  const last = points.findLast(([, value]) => value !== null)?.[1] ?? null
  return (
    <section>
      <ChartTitle
        title="Stop condition"
        note={`${guard.metric === 'errorRatio' ? 'errors' : guard.metric} of ${displayName(guard.service)}, as its callers see them`}
        value={format(last)}
      />
      {query.data ? (
        <TimeChart
          label={`${guard.metric} of the guarded service against the limit`}
          lines={[{ name: guard.metric, points, color: 'var(--text)' }]}
          limits={[{ value: guard.above, text: `stops above ${format(guard.above)}` }]}
          format={format}
          {...axis}
          marks={marks}
          height={chartHeight}
        />
      ) : (
        <Skeleton className="h-[150px] w-full" />
      )}
    </section>
  )
}
