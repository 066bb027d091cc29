'use client'
import { Ghost } from 'lucide-react'
import { displayName } from '@/lib/mesh/display-name'
import { PanelFrame } from '../panel/panel-frame'
import { PanelSection } from '../panel/panel-section'
import { ComparedPart } from './compared-part'
import type { ComparisonView } from './comparison-view'

type Props = { id: string; title: string; view: ComparisonView; takesFocus: boolean; onClose: () => void }

/** A node or edge that this window does not have: only what the other window knows of it. */
export function GonePanel({ id, title, view, takesFocus, onClose }: Props) {
  return (
    <PanelFrame
      icon={<Ghost size={16} aria-hidden />}
      title={displayName(title, 80)}
      mark={null}
      sub="not in this window; the numbers are of the window that is compared with"
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <ComparedPart compared={view.edges.get(id) ?? view.nodes.get(id)} words={view.words} />
      <PanelSection>
        <p className="text-12 text-muted">Nothing called it in this window, though those who called it before were read.</p>
      </PanelSection>
    </PanelFrame>
  )
}
