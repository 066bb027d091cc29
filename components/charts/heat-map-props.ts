export type HeatMapProps = {
  label: string
  /** Bounds of the rows in ms, ascending; null: open. */
  boundsMs: readonly (number | null)[]
  columns: readonly { at: number; counts: readonly number[] | null }[]
  stepMs: number
  from: number
  to: number
  height?: number
}
