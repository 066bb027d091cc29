'use client'
import { Ghost } from 'lucide-react'
import type { ReactNode } from 'react'
import { displayName } from '@/lib/mesh/display-name'
import { PanelFrame } from '../panel/panel-frame'
import { PanelSection } from '../panel/panel-section'

type Props = { title: string; takesFocus: boolean; onClose: () => void; compared: ReactNode }

/** A node or edge that this window does not have: only what the other window knows of it. */
export function GonePanel({ title, takesFocus, onClose, compared }: Props) {
  return (
    <PanelFrame
      icon={<Ghost size={16} aria-hidden />}
      title={displayName(title, 80)}
      mark={null}
      sub="not in this window; the numbers are of the window that is compared with"
      takesFocus={takesFocus}
      onClose={onClose}
    >
      {compared}
      <PanelSection>
        <p className="text-12 text-muted">Nothing called it in this window, though those who called it before were read.</p>
      </PanelSection>
    </PanelFrame>
  )
}
