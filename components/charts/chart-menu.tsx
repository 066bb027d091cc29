'use client'
import { MoreHorizontal } from 'lucide-react'
import type { RefObject } from 'react'
import { IconButton } from '@/components/ui/icon-button'
import { Menu } from '@/components/ui/menu'
import type { MenuItem } from '@/components/ui/menu-props'
import { useChartGroup } from './chart-group'
import { chartPng } from './chart-png'
import { fileName, saveFile } from './save-file'
import type { TimeChartProps } from './time-chart-props'

type Props = {
  chart: Pick<TimeChartProps, 'label' | 'from' | 'to' | 'file'>
  /** The text of the table that is saved. */
  toCsv: (isSimulated: boolean) => string
  figure: RefObject<HTMLElement | null>
  isTable: boolean
  onTable: (isTable: boolean) => void
}

/** What can be done with one chart: its table twin, both files, and zooming without a drag. */
export function ChartMenu({ chart, toCsv, figure, isTable, onTable }: Props) {
  const { zoom, isSimulated } = useChartGroup()
  const { label, from, to, file = 'chart' } = chart
  const savePng = async () => {
    const svg = figure.current?.querySelector('svg')
    if (!svg) return
    const style = getComputedStyle(document.documentElement)
    const title = `${isSimulated ? 'SIMULATED · ' : ''}${label} · from ${new Date(from).toISOString()}`
    saveFile(
      fileName(file, from, 'png', isSimulated),
      await chartPng(svg, title, style.getPropertyValue('--bg'), style.getPropertyValue('--text')),
    )
  }
  const items: MenuItem[] = [
    { label: isTable ? 'Show as chart' : 'Show as table', onSelect: () => onTable(!isTable) },
    {
      label: 'Save as CSV',
      onSelect: () => saveFile(fileName(file, from, 'csv', isSimulated), new Blob([toCsv(isSimulated)], { type: 'text/csv' })),
    },
    {
      label: 'Save as PNG',
      disabledReason: isTable ? 'the table has no picture: show the chart first' : undefined,
      onSelect: () => void savePng(),
    },
    ...(zoom
      ? [
          { kind: 'line' as const },
          { label: 'Zoom in to the middle', onSelect: () => zoom(from + (to - from) / 4, to - (to - from) / 4) },
          { label: 'Zoom out', onSelect: () => zoom(from - (to - from) / 2, Math.min(Date.now(), to + (to - from) / 2)) },
        ]
      : []),
  ]
  return (
    <div className="absolute -top-2 right-0 z-30 opacity-0 focus-within:opacity-100 group-hover/chart:opacity-100 pointer-coarse:opacity-100 has-data-[state=open]:opacity-100">
      <Menu
        align="end"
        trigger={<IconButton label="Table, files and zoom" icon={<MoreHorizontal size={14} aria-hidden />} className="bg-panel" />}
        items={items}
      />
    </div>
  )
}
