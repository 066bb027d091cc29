import type { Route } from 'next'

export type ChartPoint = readonly [at: number, value: number | null]
export type ChartLine = {
  name: string
  points: readonly ChartPoint[]
  /** A CSS colour, e.g. `var(--p95)`. */
  color: string
  /** `area` is filled, `injected` is filled and hatched, `earlier` is another time laid under the others. */
  shape?: 'line' | 'area' | 'injected' | 'dashed' | 'earlier'
}
/** Something that was done: its glyph in the chart; where it has a page, `words` are the name of the way there. */
export type ChartMark = { at: number; text: string; color?: string; words?: string; href?: Route }
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
  /** Of the raw values, as a saved table names it: `ms`, `per second`. */
  unit?: string
  /** What saved files are called after: a word of ours, never a name from the mesh. */
  file?: string
}
