'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import { formatClock } from '@/lib/mesh/format-time'

export type ChartPoint = readonly [at: number, value: number | null]
export type ChartLine = {
  name: string
  points: readonly ChartPoint[]
  /** A CSS colour, e.g. `var(--p95)`. */
  color: string
  /** `area` is filled, `injected` is filled and hatched. */
  shape?: 'line' | 'area' | 'injected' | 'dashed'
}
export type ChartMark = { at: number; text: string; color?: string }
export type ChartLimit = { value: number; text: string; color?: string }

export type TimeChartProps = {
  /** One sentence that says what is to be seen; also the name for screen readers. */
  label: string
  lines: readonly ChartLine[]
  format: (value: number) => string
  /** Epoch ms; the axis is this wide whatever was measured. */
  from: number
  to: number
  height?: number
  marks?: readonly ChartMark[]
  limits?: readonly ChartLimit[]
  /** The least top of the scale. */
  minTop?: number
  /** The scale ends here: 1 for shares. */
  maxTop?: number
}

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
