'use client'
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef } from 'react'
import { noData } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import { noCursor, useChartCursor, type useChartGroup } from './chart-group'
import { ChartReadout } from './chart-readout'
import { momentsOf, nearestMoment, stepFrom } from './moments'
import { leftOf, plot, toFraction } from './plot-area'
import type { ChartLine, TimeChartProps } from './time-chart-props'

type Props = Pick<TimeChartProps, 'label' | 'lines' | 'format' | 'from' | 'to'> & { group: ReturnType<typeof useChartGroup> }

/** A press that moved less is a click. */
const leastDragPx = 6
const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -1e9,
  End: 1e9,
}

/**
 * What lies over a drawing: the shared crosshair with the values at it, and the span that is chosen by dragging, or by Shift and arrow keys, and zoomed to by
 * letting go, or Enter. A slider along the chart's moments for the keyboard.
 */
export function ChartOverlay({ label, lines, format, from, to, group }: Props) {
  const { at, selection } = useChartCursor(group)
  const moments = useMemo(() => momentsOf(lines).filter((moment) => moment >= from && moment <= to), [lines, from, to])
  const hint = useId()
  const moment = at === null ? null : nearestMoment(moments, at)
  const drag = useDrag(group, from, to)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      const next = stepFrom(moments, at, step)
      const anchor = selection ? selection[0] : (moment ?? next)
      group.cursor.set({ at: next, selection: event.shiftKey && group.zoom && next !== null && anchor !== null ? [anchor, next] : null })
    } else if (event.key === 'Escape' && (at !== null || selection)) group.cursor.set(noCursor)
    else if (event.key === 'Enter' && selection) zoomTo(group, selection)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Moment in the chart ${label}`}
        aria-describedby={hint}
        aria-orientation="horizontal"
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={moment ?? to}
        aria-valuetext={moment === null ? 'no moment chosen' : valueText(lines, moment, format)}
        className="absolute cursor-crosshair touch-pan-y"
        style={{ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }}
        onKeyDown={onKeyDown}
        onBlur={() => group.cursor.set(noCursor)}
        {...drag}
      />
      <span id={hint} hidden>
        {`Arrow keys move along the chart${group.zoom ? '; with Shift they choose a span, Enter zooms to it' : ''}; Escape leaves.`}
      </span>
      <Crosshair moment={moment} selection={selection} from={from} to={to} />
      {moment !== null && <ChartReadout lines={lines} format={format} at={moment} fraction={toFraction(moment, from, to)} />}
    </>
  )
}

type Group = Props['group']

function zoomTo({ cursor, zoom }: Group, [start, end]: readonly [number, number]): void {
  cursor.set(noCursor)
  if (zoom && start !== end) zoom(Math.min(start, end), Math.max(start, end))
}

function useDrag(group: Group, from: number, to: number) {
  const start = useRef<{ x: number; at: number } | null>(null)
  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return from + Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width))) * (to - from)
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      start.current = { x: event.clientX, at: timeOf(event) }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const at = timeOf(event)
      const isDragged = group.zoom && start.current && Math.abs(event.clientX - start.current.x) >= leastDragPx
      group.cursor.set({ at, selection: isDragged && start.current ? [start.current.at, at] : null })
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const begun = start.current
      start.current = null
      if (begun && Math.abs(event.clientX - begun.x) >= leastDragPx) zoomTo(group, [begun.at, timeOf(event)])
    },
    onPointerCancel: () => {
      start.current = null
      group.cursor.set(noCursor)
    },
    onPointerLeave: () => {
      if (!start.current) group.cursor.set(noCursor)
    },
  }
}

type CrosshairProps = { moment: number | null; selection: readonly [number, number] | null; from: number; to: number }

function Crosshair({ moment, selection, from, to }: CrosshairProps) {
  const box = { top: plot.top, bottom: plot.bottom }
  const [start, end] = selection ? [Math.min(...selection), Math.max(...selection)] : [0, 0]
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      {selection && (
        <div
          className="absolute border-accent border-x bg-accent/15"
          style={{
            ...box,
            left: leftOf(toFraction(Math.max(from, start), from, to)),
            width: `calc((100% - ${plot.left + plot.right}px) * ${toFraction(Math.min(to, end), from, to) - toFraction(Math.max(from, start), from, to)})`,
          }}
        />
      )}
      {moment !== null && <div className="absolute w-px bg-muted" style={{ ...box, left: leftOf(toFraction(moment, from, to)) }} />}
    </div>
  )
}

function valueText(lines: readonly ChartLine[], moment: number, format: (value: number) => string): string {
  const values = lines.map(({ name, points }) => {
    const value = points.find(([at]) => at === moment)?.[1] ?? null
    return `${name} ${value === null ? noData : format(value)}`
  })
  return [formatClock(moment), ...values].join(', ')
}
