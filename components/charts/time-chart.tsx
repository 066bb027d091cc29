'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import { formatClock } from '@/lib/mesh/format-time'
import type { TimeChartProps } from './time-chart-props'

export type { ChartLimit, ChartLine, ChartMark, ChartPoint } from './time-chart-props'

const Drawing = dynamic(() => import('./time-chart-drawing'), { ssr: false, loading: () => <Skeleton className="h-full w-full" /> })

/** A chart over time: units on the axis, gaps as gaps, marks for what was done, a table twin. The drawing library is loaded when the first one is shown. */
export function TimeChart(props: TimeChartProps) {
  const [isTable, setIsTable] = useState(false)
  const height = props.height ?? 120
  const isEmpty = props.lines.every((line) => line.points.every(([, value]) => value === null))
  if (isEmpty) {
    return (
      <div
        role="img"
        aria-label={`${props.label}: no data in this range`}
        style={{ height }}
        className="flex items-center justify-center rounded-md text-12 text-faint"
      >
        no data in this range
      </div>
    )
  }
  return (
    <figure className="group relative m-0" aria-label={props.label}>
      {isTable ? (
        <ChartTable {...props} height={height} />
      ) : (
        <div style={{ height }} aria-hidden>
          <Drawing {...props} height={height} />
        </div>
      )}
      <button
        type="button"
        onClick={() => setIsTable(!isTable)}
        className="absolute -top-1 right-0 rounded-sm bg-panel px-1 text-11 text-faint opacity-0 hover:text-text focus-visible:opacity-100 group-hover:opacity-100"
      >
        {isTable ? 'chart' : 'table'}
      </button>
    </figure>
  )
}

function ChartTable({ label, lines, format, height }: TimeChartProps & { height: number }) {
  const times = [...new Set(lines.flatMap((line) => line.points.map(([at]) => at)))].sort((a, b) => b - a).slice(0, 240)
  const values = lines.map((line) => new Map(line.points))
  return (
    <div style={{ height }} className="overflow-auto">
      <table className="w-full text-11" aria-label={label}>
        <thead>
          <tr className="text-faint">
            <th className="text-left font-normal">time</th>
            {lines.map((line) => (
              <th key={line.name} className="text-right font-normal">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((at) => (
            <tr key={at}>
              <td>{formatClock(at)}</td>
              {values.map((value, index) => (
                <td key={lines[index]?.name ?? index} className="text-right">
                  {toText(value.get(at), format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const toText = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? '–' : format(value)
