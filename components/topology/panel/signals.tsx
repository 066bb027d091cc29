'use client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Sparkline } from '@/components/charts/sparkline'
import { rangeSeconds, useRange } from '@/components/frame/use-range'
import { seriesQuery } from '@/lib/api/series-queries'
import type { TopologyNodeWire } from '@/lib/api/topology'
import { formatLatency, formatNumber, formatPlural, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { PanelSection } from './panel-section'

type Inbound = TopologyNodeWire['inbound']
type Props = {
  /** As the series API names it: `service:shop/reviews`. */
  subject: string
  inbound: Inbound
  isTcp: boolean
  isTroubled: boolean
  /** Finals and failures in the window, where they are known. */
  counts: { requests: number; errors: number } | null
  errorsUnknown?: string | undefined
  saturation: { pending: number; most: number | null } | null
  more?: ReactNode
}

/** Requests, errors, latency, saturation: always in this order, as the callers saw them. */
export function Signals({ subject, inbound, isTcp, isTroubled, counts, errorsUnknown, saturation, more }: Props) {
  const { from, to, isLive } = useRange()
  // A line over less than a quarter of an hour says nothing; the numbers stay those of the range.
  const chartFrom = isLive && (rangeSeconds(from) ?? 900) < 900 ? 'now-15m' : from
  const metrics = isTcp ? (['connections', 'bytes'] as const) : (['requests', 'errorRatio', 'p50', 'p95', 'p99'] as const)
  const points = useQuery(seriesQuery({ subject, metrics, from: chartFrom, to, maxPoints: 60 })).data?.points ?? {}
  const quiet = isTroubled ? 'var(--bad-mark)' : 'var(--muted)'
  return (
    <PanelSection>
      <div className="grid grid-cols-[72px_1fr_96px] items-center gap-x-2 gap-y-2.5">
        {isTcp ? (
          <Signal
            name="Connections"
            value={formatRate(inbound.connectionsPerSecond, 'conn/s')}
            note="opened"
            line={
              <Sparkline
                label="Connections opened per second"
                filled
                lines={[{ points: points.connections ?? [], color: 'var(--text)' }]}
              />
            }
          />
        ) : (
          <>
            <Signal
              name="Requests"
              value={formatRate(inbound.requestsPerSecond)}
              note={counts ? `${formatNumber(counts.requests)} in all` : ''}
              line={<Sparkline label="Requests per second" filled lines={[{ points: points.requests ?? [], color: 'var(--text)' }]} />}
            />
            <Signal
              name="Errors"
              value={formatRatio(inbound.errorRatio)}
              note={
                inbound.errorRatio === null
                  ? (errorsUnknown ?? '')
                  : counts
                    ? `${formatNumber(counts.errors)} of ${formatNumber(counts.requests)}`
                    : ''
              }
              line={<Sparkline label="Error ratio" minTop={0.01} lines={[{ points: points.errorRatio ?? [], color: quiet }]} />}
            />
            <Signal
              name="Latency p95"
              value={formatLatency(inbound.latencyMs?.p95, inbound.latencyBoundsMs?.p95)}
              note={others(inbound)}
              line={
                <Sparkline
                  label="Latency p50, p95 and p99"
                  lines={[
                    { points: points.p99 ?? [], color: 'var(--p99)' },
                    { points: points.p95 ?? [], color: 'var(--p95)' },
                    { points: points.p50 ?? [], color: 'var(--p50)' },
                  ]}
                />
              }
            />
          </>
        )}
        {saturation && (
          <Signal
            name="Saturation"
            value={
              saturation.most === null
                ? formatNumber(saturation.pending)
                : `${formatNumber(saturation.pending)} of ${formatNumber(saturation.most)}`
            }
            note={saturation.most === null ? 'pending requests, no limit set' : 'most pending at one caller’s proxy'}
            line={null}
          />
        )}
      </div>
      {more}
    </PanelSection>
  )
}

function Signal({ name, value, note, line }: { name: string; value: string; note: string; line: ReactNode }) {
  return (
    <>
      <span className="text-12 text-muted">{name}</span>
      <span className="min-w-0">
        <strong className="text-15 font-semibold">{value}</strong> <span className="text-12 text-muted">{note}</span>
      </span>
      <span>{line}</span>
    </>
  )
}

function others({ latencyMs, latencyBoundsMs }: Inbound): string {
  if (!latencyMs) return ''
  const p50 = formatLatency(latencyMs.p50, latencyBoundsMs?.p50)
  const p99 = formatLatency(latencyMs.p99, latencyBoundsMs?.p99)
  return [p50 !== noData && `p50 ${p50}`, p99 !== noData && `p99 ${p99}`]
    .filter(Boolean)
    .join(', ')
    .replace(/ ms(?=,)/g, '')
}

/** "1 of 2 proxies answering", where not all do. */
export function silentWords(proxies: TopologyNodeWire['proxies']): string | null {
  return proxies.answering < proxies.total
    ? `${proxies.answering} of ${formatPlural(proxies.total, 'proxy', 'proxies')} answering: these numbers are partial`
    : null
}
