import type { ChartMark } from './time-chart-props'

/** Marks that would lie on each other, as one: where it stands, and what it holds, oldest first. */
export type MarkCluster = { at: number; marks: ChartMark[] }

/** Marks of [from, to] in order of time; each cluster begins at least `leastPx` behind the one before it. */
export function clusterMarks(marks: readonly ChartMark[], from: number, to: number, widthPx: number, leastPx: number): MarkCluster[] {
  const msPerPx = (to - from) / Math.max(1, widthPx)
  const clusters: MarkCluster[] = []
  for (const mark of marks.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at)) {
    const last = clusters.at(-1)
    if (last && mark.at - last.at < leastPx * msPerPx) last.marks.push(mark)
    else clusters.push({ at: mark.at, marks: [mark] })
  }
  return clusters
}

/** One glyph for all of a cluster, with their number where there are several. */
export function clusterText({ marks }: MarkCluster): string {
  const [first] = marks
  const texts = new Set(marks.map(({ text }) => text))
  const glyph = texts.size === 1 ? (first?.text ?? '') : [...new Set(marks.map(({ text }) => text.charAt(0)))].join('')
  return marks.length === 1 ? glyph : `${glyph} ${marks.length}`
}

export const clusterColor = ({ marks }: MarkCluster): string | undefined => marks.find(({ color }) => color !== undefined)?.color
