'use client'
import { useQuery } from '@tanstack/react-query'
import { Radio } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react'
import { useRange } from '@/components/frame/use-range'
import { cx } from '@/components/ui/cx'
import { useMedia } from '@/components/ui/use-media'
import { useNow } from '@/components/ui/use-now'
import { changesQuery } from '@/lib/api/changes-queries'
import { faultsQuery } from '@/lib/api/faults-queries'
import { seriesQuery } from '@/lib/api/series-queries'
import type { TopologyResponse } from '@/lib/api/topology'
import { formatRate } from '@/lib/mesh/format'
import { formatClock, formatMoment } from '@/lib/mesh/format-time'
import { StripMarks, toStripMarks } from './strip-marks'
import { rangeAround, type StripSpan, stripSpan } from './strip-span'

/** Where requests come in: what the strip's bars count. */
type Props = { topology: TopologyResponse }

const bars = 120

/** The last hours under the graph: requests as bars, what was done as marks, the page's range as a window that can be moved. Live leads back. */
export function TimeStrip({ topology }: Props) {
  const now = useNow(5000)
  const { from, to, isLive, setRange } = useRange()
  const entry = useMemo(() => entryOf(topology), [topology])
  // Only on a coarser step, so that the same answer serves until a bar is full.
  const span = now === null ? null : stripSpan(from, to, Math.ceil(now / 60_000) * 60_000)
  if (now === null || !span) return <div className="h-12 shrink-0 border-line border-t" />
  const move = (at: number) => void setRange(rangeAround(at, span, now))
  return (
    <div className={cx('flex h-12 shrink-0 items-center gap-3 border-t px-4', isLive ? 'border-line' : 'border-past-line bg-past')}>
      <button
        type="button"
        aria-pressed={isLive}
        onClick={() => void setRange({ from: 'now-1m' })}
        className={cx(
          'inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-12 font-semibold hover:bg-hover',
          isLive ? 'text-ok' : 'text-accent',
        )}
      >
        <Radio size={14} aria-hidden />
        {isLive ? 'Live' : 'Back to live'}
      </button>
      <span className="text-12 text-muted">{formatMoment(span.from, now).replace(/:\d\d$/, '')}</span>
      <Track span={span} entry={entry} now={now} onMove={move} />
      <span className="text-12 text-muted">{formatClock(span.to).slice(0, 5)}</span>
    </div>
  )
}

type TrackProps = { span: StripSpan; entry: string | null; now: number; onMove: (at: number) => void }

function Track({ span, entry, now, onMove }: TrackProps) {
  const track = useRef<HTMLDivElement>(null)
  const isTouch = useMedia('(pointer: coarse)')
  const marks = useMarks(span)
  const width = span.to - span.from
  const percent = (at: number) => `${(Math.max(0, Math.min(1, (at - span.from) / width)) * 100).toFixed(2)}%`
  const atPointer = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    return box ? span.from + ((event.clientX - box.left) / box.width) * width : span.to
  }
  const middle = (span.rangeFrom + span.rangeTo) / 2
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 * 60_000 : 60_000
    const moved = { ArrowLeft: middle - step, ArrowRight: middle + step, Home: span.from, End: now }[event.key]
    if (moved === undefined) return
    event.preventDefault()
    onMove(moved)
  }
  return (
    <div ref={track} className="relative h-9 min-w-0 flex-1">
      <Bars span={span} entry={entry} now={now} />
      <div
        role="slider"
        tabIndex={0}
        aria-label="Time that the page shows"
        aria-valuemin={span.from}
        aria-valuemax={span.to}
        aria-valuenow={Math.round(middle)}
        aria-valuetext={`${formatMoment(span.rangeFrom, now)} to ${formatMoment(span.rangeTo, now)}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          if (!isTouch) onMove(atPointer(event))
        }}
        onPointerUp={(event) => onMove(atPointer(event))}
        className="absolute inset-0 cursor-pointer rounded-sm"
      >
        <span
          aria-hidden
          style={{ left: percent(span.rangeFrom), right: `calc(100% - ${percent(span.rangeTo)})` }}
          className="absolute top-0 bottom-2 min-w-0.5 rounded-sm border-accent border-r-2 border-l-2 bg-accent/15"
        />
        <StripMarks marks={marks} percent={percent} now={now} />
      </div>
    </div>
  )
}

function useMarks(span: StripSpan) {
  const changes = useQuery(changesQuery({ limit: 200 })).data?.changes
  const faults = useQuery(faultsQuery({ limit: 200 })).data?.faults
  return useMemo(() => toStripMarks(changes ?? [], faults ?? [], span.from, span.to), [changes, faults, span.from, span.to])
}

/** What came in, bar by bar; a gap where nothing was measured. */
function Bars({ span, entry, now }: { span: StripSpan; entry: string | null; now: number }) {
  const { data } = useQuery({
    ...seriesQuery({
      subject: `service:${entry ?? ''}`,
      metrics: ['requests'],
      from: String(span.from),
      to: String(Math.min(span.to, now)),
      maxPoints: bars,
    }),
    enabled: entry !== null,
    placeholderData: (former) => former,
    staleTime: 30_000,
  })
  const points = data?.points.requests ?? []
  const top = Math.max(0, ...points.map(([, value]) => value ?? 0))
  const stepMs = (data?.stepSeconds ?? 0) * 1000
  const words =
    entry === null
      ? 'No service takes requests'
      : `Requests to ${entry} from ${formatMoment(span.from, now)} on, at most ${formatRate(data ? top : null)}`
  return (
    <svg role="img" aria-label={words} viewBox="0 0 1000 28" preserveAspectRatio="none" className="absolute inset-x-0 top-0 h-7 w-full">
      <title>{words}</title>
      {points.map(([at, value]) => {
        if (value === null || top === 0) return null
        const height = Math.max(value === 0 ? 0 : 1, (value / top) * 26)
        const left = ((at - span.from) / (span.to - span.from)) * 1000
        const wide = Math.max(1, (stepMs / (span.to - span.from)) * 1000 - 1)
        return <rect key={at} x={left} y={28 - height} width={wide} height={height} fill="var(--line-strong)" />
      })}
    </svg>
  )
}

/** The busiest gateway, else the busiest service: its requests stand for the mesh's. */
function entryOf({ nodes }: TopologyResponse): string | null {
  const known = nodes.filter((node) => node.kind !== 'unknown' && node.kind !== 'external')
  const gateways = known.filter((node) => node.kind === 'gateway')
  const [busiest] = (gateways.length > 0 ? gateways : known).sort(
    (a, b) => (b.inbound.requestsPerSecond ?? -1) - (a.inbound.requestsPerSecond ?? -1) || (a.id < b.id ? -1 : 1),
  )
  return busiest?.id.split('@')[0] ?? null
}
