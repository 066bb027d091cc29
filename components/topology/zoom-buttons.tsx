'use client'
import { Maximize, Minus, Plus } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'

type Props = { onZoom: (factor: number) => void; onFit: () => void }

export function ZoomButtons({ onZoom, onFit }: Props) {
  return (
    <div className="flex flex-col divide-y divide-line overflow-hidden rounded-md border border-line bg-panel [&_button]:rounded-none">
      <IconButton side="left" label="Zoom in" icon={<Plus size={14} aria-hidden />} onClick={() => onZoom(1.25)} />
      <IconButton side="left" label="Zoom out" icon={<Minus size={14} aria-hidden />} onClick={() => onZoom(0.8)} />
      <IconButton side="left" label="Show the whole graph" icon={<Maximize size={14} aria-hidden />} onClick={onFit} />
    </div>
  )
}
