'use client'
import dynamic from 'next/dynamic'
import { useMemo, useRef, useState } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import { noData } from '@/lib/mesh/format'
import { chartCsv } from './chart-csv'
import { useChartGroup } from './chart-group'
import { ChartMarks } from './chart-marks'
import { ChartMenu } from './chart-menu'
import { ChartOverlay } from './chart-overlay'
import type { ReadoutRow } from './chart-readout'
import { chartSentence } from './chart-sentence'
import { ChartTable } from './chart-table'
import { clusterColor, clusterMarks, clusterText } from './cluster-marks'
import { momentsOf } from './moments'
import { plot } from './plot-area'
import type { ChartLine, TimeChartProps } from './time-chart-props'
import { useWidth } from './use-width'

export type { ChartLimit, ChartLine, ChartMark, ChartPoint } from './time-chart-props'

const Drawing = dynamic(() => import('./time-chart-drawing'), { ssr: false, loading: () => <Skeleton className="h-full w-full" /> })
const defaultHeight = 120
const leastMarkPx = 26

/**
 * A chart over time: units on the axis, gaps as gaps, marks that lead to what was done, a crosshair and a zoom shared with its `ChartGroup`, a sentence and a
 * table twin for who does not see it, CSV and PNG. The drawing library is loaded when the first one is shown.
 */
export function TimeChart(props: TimeChartProps) {
  const height = props.height ?? defaultHeight
  const isEmpty = props.lines.every((line) => line.points.every(([, value]) => value === null))
  if (!isEmpty) return <Filled {...props} height={height} />
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

function Filled(props: TimeChartProps & { height: number }) {
  const { label, lines, format, from, to, height, marks } = props
  const [isTable, setIsTable] = useState(false)
  const figure = useRef<HTMLElement>(null)
  const group = useChartGroup()
  const width = useWidth(figure, 300) - plot.left - plot.right
  const clusters = useMemo(() => clusterMarks(marks ?? [], from, to, width, leastMarkPx), [marks, from, to, width])
  const moments = useMemo(() => momentsOf(lines).filter((moment) => moment >= from && moment <= to), [lines, from, to])
  const drawn = useMemo(
    () =>
      clusters.map((cluster) => {
        const color = clusterColor(cluster)
        return { at: cluster.at, text: clusterText(cluster), ...(color ? { color } : {}) }
      }),
    [clusters],
  )
  return (
    <figure ref={figure} className="group/chart relative m-0" aria-label={label}>
      <figcaption className="sr-only">{chartSentence(props)}</figcaption>
      {isTable ? (
        <ChartTable {...props} />
      ) : (
        <>
          <div style={{ height }} aria-hidden>
            <Drawing {...props} marks={drawn} />
          </div>
          <ChartOverlay
            label={label}
            moments={moments}
            readout={(moment) => readoutOf(lines, moment, format)}
            from={from}
            to={to}
            group={group}
          />
          <ChartMarks clusters={clusters} from={from} to={to} />
        </>
      )}
      <ChartMenu
        chart={props}
        toCsv={(isSimulated) => chartCsv(props, isSimulated)}
        figure={figure}
        isTable={isTable}
        onTable={setIsTable}
      />
    </figure>
  )
}

const readoutOf = (lines: readonly ChartLine[], moment: number, format: (value: number) => string): ReadoutRow[] =>
  lines.map(({ name, points, color }) => {
    const value = points.find(([at]) => at === moment)?.[1] ?? null
    return { name, text: value === null ? noData : format(value), color }
  })
