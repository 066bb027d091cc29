'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Menu } from '@/components/ui/menu'
import { Tooltip } from '@/components/ui/tooltip'
import { displayName } from '@/lib/mesh/display-name'
import { formatClock } from '@/lib/mesh/format-time'
import type { MarkCluster } from './cluster-marks'
import { leftOf, toFraction } from './plot-area'
import type { ChartMark } from './time-chart-props'

const mostInMenu = 12
const wordsOf = ({ at, words, text }: ChartMark): string => `${formatClock(at)}: ${displayName(words ?? text, 160)}`

/** The ways from the marks of a chart to what was done: a link each, a menu where several lie on each other. The drawing itself shows their glyphs. */
export function ChartMarks({ clusters, from, to }: { clusters: readonly MarkCluster[]; from: number; to: number }) {
  return clusters.map((cluster) => {
    const linked = cluster.marks.filter((mark) => mark.href !== undefined)
    const [only] = linked
    if (!only?.href) return null
    const place = {
      style: { left: leftOf(toFraction(cluster.at, from, to)) },
      className: 'absolute top-1.5 z-10 h-6 min-w-6 rounded-sm hover:bg-hover/60',
    }
    if (linked.length > 1) return <ManyMarks key={cluster.at} marks={linked} {...place} />
    return (
      <Tooltip key={cluster.at} text={wordsOf(only)} side="top">
        <Link prefetch={false} href={only.href} aria-label={wordsOf(only)} {...place} />
      </Tooltip>
    )
  })
}

function ManyMarks({ marks, ...place }: { marks: readonly ChartMark[]; style: { left: string }; className: string }) {
  const router = useRouter()
  const newest = [...marks].reverse()
  return (
    <Menu
      trigger={<button type="button" aria-label={`${marks.length} marks from ${formatClock(marks[0]?.at ?? 0)} on`} {...place} />}
      items={[
        ...newest.slice(0, mostInMenu).map((mark) => ({
          label: `${mark.text} ${wordsOf(mark)}`,
          onSelect: () => {
            if (mark.href) router.push(mark.href)
          },
        })),
        ...(newest.length > mostInMenu
          ? [{ kind: 'title' as const, label: `${newest.length - mostInMenu} older ones: zoom in to see them` }]
          : []),
      ]}
    />
  )
}
