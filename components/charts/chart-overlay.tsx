'use client'
import { type KeyboardEvent, useId } from 'react'
import { formatClock } from '@/lib/mesh/format-time'
import { noCursor, useChartCursor, type useChartGroup } from './chart-group'
import { ChartReadout, type ReadoutRow } from './chart-readout'
import { nearestMoment, stepFrom } from './moments'
import { leftOf, plot, toFraction } from './plot-area'
import { useDrag, zoomTo } from './use-drag'

type Props = {
  label: string
  /** The moments one can point at, in order, within [from, to]. */
  moments: readonly number[]
  /** What the chart shows at one of them. */
  readout: (moment: number) => ReadoutRow[]
  from: number
  to: number
  group: ReturnType<typeof useChartGroup>
  /** A click, or Enter, at a moment where no span is chosen. */
  onPick?: (moment: number) => void
}

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
export function ChartOverlay({ label, moments, readout, from, to, group, onPick }: Props) {
  const { at, selection } = useChartCursor(group)
  const hint = useId()
  const moment = at === null ? null : nearestMoment(moments, at)
  const rows = moment === null ? [] : readout(moment)
  const drag = useDrag(group, from, to, onPick && ((time) => onPick(nearestMoment(moments, time) ?? time)))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      const next = stepFrom(moments, at, step)
      const anchor = selection ? selection[0] : (moment ?? next)
      group.cursor.set({ at: next, selection: event.shiftKey && group.zoom && next !== null && anchor !== null ? [anchor, next] : null })
    } else if (event.key === 'Escape' && (at !== null || selection)) group.cursor.set(noCursor)
    else if (event.key === 'Enter' && selection) zoomTo(group, selection)
    else if (event.key === 'Enter' && moment !== null && onPick) onPick(moment)
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
        aria-valuetext={
          moment === null ? 'no moment chosen' : [formatClock(moment), ...rows.map(({ name, text }) => `${name} ${text}`)].join(', ')
        }
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
      {moment !== null && <ChartReadout rows={rows} at={moment} fraction={toFraction(moment, from, to)} />}
    </>
  )
}

type CrosshairProps = { moment: number | null; selection: readonly [number, number] | null; from: number; to: number }

function Crosshair({ moment, selection, from, to }: CrosshairProps) {
  const box = { top: plot.top, bottom: plot.bottom }
  const place = (at: number): number => Math.min(1, Math.max(0, toFraction(at, from, to)))
  const [start, end] = selection ? [place(Math.min(...selection)), place(Math.max(...selection))] : [0, 0]
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      {selection && (
        <div
          className="absolute border-accent border-x bg-accent/15"
          style={{ ...box, left: leftOf(start), width: `calc((100% - ${plot.left + plot.right}px) * ${end - start})` }}
        />
      )}
      {moment !== null && <div data-crosshair className="absolute w-px bg-muted" style={{ ...box, left: leftOf(place(moment)) }} />}
    </div>
  )
}
