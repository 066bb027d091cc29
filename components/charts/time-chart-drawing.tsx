'use client'
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { plot } from './plot-area'
import type { ChartLine, TimeChartProps } from './time-chart-props'
import { tickText, timeTicks } from './time-ticks'

type Row = { at: number; [line: string]: number | null }

/** Loaded lazily by `TimeChart`; the only place that knows the drawing library. */
export default function TimeChartDrawing({ lines, format, from, to, height, marks, limits, minTop, maxTop }: TimeChartProps) {
  const top = toTop(lines, limits, minTop, maxTop)
  const tick = { fontSize: 11, fill: 'var(--faint)' }
  return (
    <ResponsiveContainer width="100%" height={height ?? 120}>
      <ComposedChart accessibilityLayer={false} data={toRows(lines)} margin={{ top: plot.top, right: plot.right, bottom: 0, left: 0 }}>
        <defs>
          <pattern id="injected-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="5" fill="var(--fault)" opacity="0.35" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[from, to]}
          ticks={timeTicks(from, to).map(({ at }) => at)}
          tickFormatter={(at: number) => tickText(at, to - from)}
          tick={tick}
          tickLine={false}
          axisLine={false}
          height={plot.bottom}
          allowDataOverflow
        />
        <YAxis
          domain={[0, top]}
          ticks={toValueTicks(top)}
          tickFormatter={format}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={plot.left}
          allowDataOverflow
        />
        {marks?.map((mark) => (
          <ReferenceLine
            key={`${mark.at} ${mark.text}`}
            x={mark.at}
            stroke={mark.color ?? 'var(--faint)'}
            strokeDasharray="2 3"
            label={{ value: mark.text, position: 'insideTopLeft', fontSize: 11, fill: mark.color ?? 'var(--faint)' }}
          />
        ))}
        {limits?.map((limit) => (
          <ReferenceLine
            key={limit.text}
            y={limit.value}
            stroke={limit.color ?? 'var(--bad-mark)'}
            strokeDasharray="4 3"
            // Near the bottom there is room above the line only.
            label={{
              value: limit.text,
              position: limit.value < top / 5 ? 'insideBottomRight' : 'insideTopRight',
              fontSize: 11,
              fill: limit.color ?? 'var(--bad)',
            }}
          />
        ))}
        {lines.map(drawLine)}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

function drawLine(line: ChartLine) {
  const shared = {
    dataKey: line.name,
    name: line.name,
    stroke: line.color,
    strokeWidth: 1.5,
    dot: false,
    isAnimationActive: false,
    connectNulls: false,
  } as const
  if (line.shape === 'area') return <Area key={line.name} {...shared} fill={line.color} fillOpacity={0.1} type="linear" />
  if (line.shape === 'injected') return <Area key={line.name} {...shared} fill="url(#injected-hatch)" fillOpacity={1} type="linear" />
  if (line.shape === 'earlier')
    return <Line key={line.name} {...shared} strokeOpacity={0.55} strokeWidth={1} strokeDasharray="2 2" type="linear" />
  return <Line key={line.name} {...shared} type="linear" {...(line.shape === 'dashed' ? { strokeDasharray: '4 3' } : {})} />
}

function toRows(lines: readonly ChartLine[]): Row[] {
  const rows = new Map<number, Row>()
  for (const line of lines) {
    for (const [at, value] of line.points) {
      const row = rows.get(at) ?? { at }
      row[line.name] = value
      rows.set(at, row)
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at)
}

function toTop(lines: readonly ChartLine[], limits: TimeChartProps['limits'], minTop = 0, maxTop?: number): number {
  if (maxTop !== undefined) return maxTop
  const highest = Math.max(
    minTop,
    ...(limits ?? []).map((limit) => limit.value),
    ...lines.flatMap((line) => line.points.map(([, value]) => value ?? 0)),
  )
  if (highest === 0) return 1
  const step = 10 ** Math.floor(Math.log10(highest * 1.1))
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * step >= highest * 1.1) ?? 10
  return factor * step
}

/** Halves or thirds of the top, whichever are round. */
function toValueTicks(top: number): number[] {
  const first = Number(top.toPrecision(2)) / 10 ** Math.floor(Math.log10(top))
  const parts = [1.5, 3, 6].some((each) => Math.abs(each - first) < 1e-9) ? 3 : 2
  return Array.from({ length: parts + 1 }, (_, index) => (top * index) / parts)
}
