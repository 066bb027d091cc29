import type { HeatMapProps } from './heat-map-props'

/** One cell of a heat map in the plot: fractions of its width from the left, of its height from the top. opacity: by count, the square root of its share of the greatest. */
export type HeatCell = { key: string; left: number; width: number; top: number; height: number; opacity: number }

const leastOpacity = 0.1

/** Cells that hold something; rows are of one height each, whatever they span. */
export function heatCells({
  boundsMs,
  columns,
  stepMs,
  from,
  to,
}: Pick<HeatMapProps, 'boundsMs' | 'columns' | 'stepMs' | 'from' | 'to'>): HeatCell[] {
  const rows = boundsMs.length - 1
  const greatest = Math.max(0, ...columns.flatMap(({ counts }) => counts ?? []))
  if (rows < 1 || greatest === 0 || to <= from) return []
  return columns.flatMap(({ at, counts }) => {
    const left = Math.max(0, (at - from) / (to - from))
    const right = Math.min(1, (at + stepMs - from) / (to - from))
    if (right <= left) return []
    return (counts ?? []).flatMap((count, row): HeatCell[] =>
      count <= 0
        ? []
        : [
            {
              key: `${at} ${row}`,
              left,
              width: right - left,
              top: (rows - 1 - row) / rows,
              height: 1 / rows,
              opacity: leastOpacity + (1 - leastOpacity) * Math.sqrt(count / greatest),
            },
          ],
    )
  })
}

/** Which of the bounds are written beside the plot: as many as there is room for, the outermost among them. */
export function writtenBounds(count: number, heightPx: number, leastPx = 16): number[] {
  const every = Math.max(1, Math.ceil((count * leastPx) / Math.max(1, heightPx)))
  return Array.from({ length: count }, (_, index) => index).filter((index) => index % every === 0)
}
