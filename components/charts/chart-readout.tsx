import { formatClock } from '@/lib/mesh/format-time'
import { leftOf } from './plot-area'

export type ReadoutRow = { name: string; text: string; color: string }

/** The values at the crosshair, on the side of it where there is room. */
export function ChartReadout({ rows, at, fraction }: { rows: readonly ReadoutRow[]; at: number; fraction: number }) {
  return (
    <div
      aria-hidden
      data-readout
      className="pointer-events-none absolute top-3 z-20 whitespace-nowrap rounded-md border border-line-strong bg-raised px-2 py-1 text-11"
      style={{ left: leftOf(fraction), transform: fraction > 0.5 ? 'translateX(calc(-100% - 8px))' : 'translateX(8px)' }}
    >
      <div className="text-muted">{formatClock(at)}</div>
      {rows.map((row) => (
        <div key={row.name} className="flex items-center gap-1.5">
          <span className="h-0.5 w-2.5 shrink-0" style={{ background: row.color }} />
          <span className="max-w-36 truncate text-muted">{row.name}</span>
          <span className="ml-auto pl-2 font-semibold">{row.text}</span>
        </div>
      ))}
    </div>
  )
}
