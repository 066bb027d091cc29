import { ScrollRegion } from '@/components/ui/scroll-region'
import { noData } from '@/lib/mesh/format'
import { formatAbsolute, formatClock } from '@/lib/mesh/format-time'
import { momentsOf } from './moments'
import type { TimeChartProps } from './time-chart-props'

const mostRows = 500

/** The table twin of a chart, the newest first. */
export function ChartTable({ label, lines, format, unit, height }: TimeChartProps & { height: number }) {
  const times = momentsOf(lines).reverse()
  const values = lines.map((line) => new Map(line.points))
  return (
    <ScrollRegion label={`${label}, as a table`} style={{ height }} className="overflow-auto">
      <table className="w-full text-11" aria-label={label}>
        <thead>
          <tr className="text-faint">
            <th className="text-left font-normal">time</th>
            {lines.map((line) => (
              <th key={line.name} className="text-right font-normal">
                {line.name}
                {unit && <span className="sr-only">{`, ${unit}`}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, mostRows).map((at) => (
            <tr key={at}>
              <td title={formatAbsolute(at)}>{formatClock(at)}</td>
              {values.map((value, index) => (
                <td key={lines[index]?.name ?? index} className="text-right">
                  {toText(value.get(at), format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {times.length > mostRows && <p className="text-11 text-muted">{`${times.length - mostRows} older rows are in the CSV file.`}</p>}
    </ScrollRegion>
  )
}

const toText = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? noData : format(value)
