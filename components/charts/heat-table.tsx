import { ScrollRegion } from '@/components/ui/scroll-region'
import { formatCount, formatLatency, noData } from '@/lib/mesh/format'
import { formatAbsolute, formatClock } from '@/lib/mesh/format-time'
import type { HeatMapProps } from './heat-map-props'

/** `18–20 ms`, `≤ 0.5 ms`, `> 1 h`. */
export const rowName = (boundsMs: HeatMapProps['boundsMs'], row: number): string =>
  formatLatency(null, [boundsMs[row] ?? 0, boundsMs[row + 1] ?? null])

/** The table twin of a heat map: a row a step, the newest first; columns without any request are left out. */
export function HeatTable({ label, boundsMs, columns, height }: HeatMapProps & { height: number }) {
  const rows = boundsMs
    .slice(1)
    .map((_, row) => row)
    .filter((row) => columns.some(({ counts }) => (counts?.[row] ?? 0) > 0))
  return (
    <ScrollRegion label={`${label}, as a table`} style={{ height }} className="overflow-auto">
      <table className="w-full text-11" aria-label={label}>
        <thead>
          <tr className="text-faint">
            <th className="text-left font-normal">time</th>
            {rows.map((row) => (
              <th key={row} className="whitespace-nowrap pl-3 text-right font-normal">
                {rowName(boundsMs, row)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...columns].reverse().map(({ at, counts }) => (
            <tr key={at}>
              <td title={formatAbsolute(at)}>{formatClock(at)}</td>
              {rows.map((row) => (
                <td key={row} className="text-right">
                  {counts ? formatCount(counts[row] ?? 0) : noData}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
