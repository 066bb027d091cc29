import { noData } from '@/lib/mesh/format'
import { formatClock } from '@/lib/mesh/format-time'
import { leftOf } from './plot-area'
import type { ChartLine } from './time-chart-props'

type Props = { lines: readonly ChartLine[]; format: (value: number) => string; at: number; fraction: number }

/** The values at the crosshair, on the side of it where there is room. */
export function ChartReadout({ lines, format, at, fraction }: Props) {
  const isRight = fraction > 0.5
  return (
    <div
      aria-hidden
      data-readout
      className="pointer-events-none absolute top-3 z-20 whitespace-nowrap rounded-md border border-line-strong bg-raised px-2 py-1 text-11"
      style={{ left: leftOf(fraction), transform: isRight ? 'translateX(calc(-100% - 8px))' : 'translateX(8px)' }}
    >
      <div className="text-muted">{formatClock(at)}</div>
      {lines.map((line) => {
        const value = line.points.find(([moment]) => moment === at)?.[1] ?? null
        return (
          <div key={line.name} className="flex items-center gap-1.5">
            <span className="h-0.5 w-2.5 shrink-0" style={{ background: line.color }} />
            <span className="max-w-36 truncate text-muted">{line.name}</span>
            <span className="ml-auto pl-2 font-semibold">{value === null ? noData : format(value)}</span>
          </div>
        )
      })}
    </div>
  )
}
