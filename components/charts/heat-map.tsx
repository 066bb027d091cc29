'use client'
import { useMemo, useRef, useState } from 'react'
import { formatCount, formatMs } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import { toCsv } from './chart-csv'
import { useChartGroup } from './chart-group'
import { ChartMenu } from './chart-menu'
import { ChartOverlay } from './chart-overlay'
import type { ReadoutRow } from './chart-readout'
import { heatCells, writtenBounds } from './heat-map-drawing'
import type { HeatMapProps } from './heat-map-props'
import { HeatTable, rowName } from './heat-table'
import { plot, toFraction } from './plot-area'
import { timeTicks } from './time-ticks'
import { useWidth } from './use-width'

const defaultHeight = 300

/** Requests by how slow they were, over time: the stronger a cell, the more. A click on a column makes its time the range of the page. */
export function HeatMap(props: HeatMapProps) {
  const { label, boundsMs, columns, stepMs, from, to } = props
  const height = props.height ?? defaultHeight
  const [isTable, setIsTable] = useState(false)
  const figure = useRef<HTMLElement>(null)
  const group = useChartGroup()
  const width = useWidth(figure, 600)
  const middles = useMemo(
    () => columns.map(({ at }) => at + stepMs / 2).filter((middle) => middle >= from && middle <= to),
    [columns, stepMs, from, to],
  )
  const { zoom } = group
  return (
    <figure ref={figure} className="group/chart relative m-0" aria-label={label}>
      <figcaption className="sr-only">{heatSentence(props)}</figcaption>
      {isTable ? (
        <HeatTable {...props} height={height} />
      ) : (
        <>
          <HeatDrawing {...props} width={width} height={height} />
          <ChartOverlay
            label={label}
            moments={middles}
            readout={(moment) => readoutOf(props, moment)}
            from={from}
            to={to}
            group={group}
            {...(zoom ? { onPick: (moment: number) => zoom(moment - stepMs / 2, moment + stepMs / 2) } : {})}
          />
        </>
      )}
      <ChartMenu
        chart={{ label, from, to, file: 'latencies' }}
        toCsv={(isSimulated) => heatCsv(boundsMs, columns, isSimulated)}
        figure={figure}
        isTable={isTable}
        onTable={setIsTable}
      />
    </figure>
  )
}

type DrawingProps = HeatMapProps & { width: number; height: number }

function HeatDrawing(props: DrawingProps) {
  const { boundsMs, columns, stepMs, from, to, width, height } = props
  const [w, h] = [Math.max(0, width - plot.left - plot.right), height - plot.top - plot.bottom]
  const cells = useMemo(() => heatCells({ boundsMs, columns, stepMs, from, to }), [boundsMs, columns, stepMs, from, to])
  const written = writtenBounds(boundsMs.length, h)
  return (
    <svg width={width} height={height} aria-hidden className="block max-w-full">
      {cells.map((cell) => (
        <rect
          key={cell.key}
          x={plot.left + cell.left * w}
          y={plot.top + cell.top * h}
          width={Math.max(0.5, cell.width * w - 0.6)}
          height={Math.max(0.5, cell.height * h - 0.6)}
          fill="var(--p99)"
          fillOpacity={cell.opacity}
        />
      ))}
      {written.map((index) => (
        <text
          key={index}
          x={plot.left - 8}
          y={plot.top + h - (index / (boundsMs.length - 1)) * h + 4}
          textAnchor="end"
          fontSize={11}
          fill="var(--faint)"
        >
          {boundText(boundsMs[index] ?? null)}
        </text>
      ))}
      {timeTicks(from, to).map(({ at, text }) => (
        <text key={at} x={plot.left + toFraction(at, from, to) * w} y={height - 10} textAnchor="middle" fontSize={11} fill="var(--faint)">
          {text}
        </text>
      ))}
    </svg>
  )
}

const boundText = (bound: number | null): string => (bound === null ? '∞' : bound === 0 ? '0' : formatMs(bound))

/** The three fullest rows of a column, the slowest first. */
function readoutOf({ boundsMs, columns, stepMs }: HeatMapProps, moment: number): ReadoutRow[] {
  const column = columns.find(({ at }) => at <= moment && moment < at + stepMs)
  if (!column?.counts) return [{ name: 'not measured', text: '', color: 'var(--idle)' }]
  const total = column.counts.reduce((sum, count) => sum + count, 0)
  const fullest = column.counts
    .map((count, row) => ({ count, row }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .sort((a, b) => b.row - a.row)
  return [
    { name: 'requests', text: formatCount(total), color: 'var(--text)' },
    ...fullest.map(({ count, row }) => ({ name: rowName(boundsMs, row), text: formatCount(count), color: 'var(--p99)' })),
  ]
}

function heatSentence({ label, boundsMs, columns, from, to }: HeatMapProps): string {
  const sums = boundsMs.slice(1).map((_, row) => columns.reduce((sum, { counts }) => sum + (counts?.[row] ?? 0), 0))
  const total = sums.reduce((sum, count) => sum + count, 0)
  const span = `${label}, ${formatClock(from)} to ${formatClock(to)}`
  if (total === 0) return `${span}: no request was measured.`
  const fullest = sums.indexOf(Math.max(...sums))
  const slowest = sums.findLastIndex((count) => count > 0)
  return `${span}: ${formatCount(total)} requests. Most took ${rowName(boundsMs, fullest)}, ${formatCount(sums[fullest] ?? 0)} of them; the slowest ${rowName(boundsMs, slowest)}, ${formatCount(sums[slowest] ?? 0)} of them.`
}

function heatCsv(boundsMs: HeatMapProps['boundsMs'], columns: HeatMapProps['columns'], isSimulated: boolean): string {
  const heads = boundsMs.slice(1).map((_, row) => `requests of ${rowName(boundsMs, row)}`)
  return toCsv([
    [isSimulated ? 'time, SIMULATED' : 'time', ...heads],
    ...columns.map(({ at, counts }) => [new Date(at).toISOString(), ...heads.map((_, row) => counts?.[row] ?? '')]),
  ])
}
