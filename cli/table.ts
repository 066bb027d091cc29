import { showMarks } from '@/lib/mesh/display-name'

/** Names come from outside: characters that would steer the terminal are shown as a mark. */
export const printable = showMarks

/** Rows under headings, in columns as wide as their widest cell. Numbers of a column named in `right` stand flush right. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): string {
  const cells = [headings, ...rows].map((row) => row.map(printable))
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        right.includes(headings[column] ?? '') ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return cells.map(toLine).join('\n')
}
