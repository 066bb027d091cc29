import { momentsOf } from './moments'
import type { TimeChartProps } from './time-chart-props'

type Drawn = Pick<TimeChartProps, 'lines' | 'unit'>

/** Raw values with ISO times, a column a line; an empty cell is a gap. Rows end as RFC 4180 says. */
export function chartCsv({ lines, unit }: Drawn, isSimulated: boolean): string {
  const heads = lines.map(({ name }) => (unit ? `${name} (${unit})` : name))
  const values = lines.map(({ points }) => new Map(points))
  const rows = momentsOf(lines).map((at) => [new Date(at).toISOString(), ...values.map((value) => value.get(at) ?? '')])
  return toCsv([[isSimulated ? 'time, SIMULATED' : 'time', ...heads], ...rows])
}

/** Names come from strangers: a text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers stay numbers. */
export const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')

function toCell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
