'use client'
import { ArrowRight, Spline, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { StatusMark } from '@/components/ui/status-mark'
import type { TopologyEdgeWire, TopologyGroupWire } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatNumber, formatPlural } from '@/lib/mesh/format'
import { edgeFacts } from '../panel/edge-facts'
import { Facts } from '../panel/facts'
import { PanelFrame } from '../panel/panel-frame'
import { PanelSection } from '../panel/panel-section'
import { groupName } from '../scene/scene-groups'

type Props = {
  edge: TopologyEdgeWire
  groups: readonly TopologyGroupWire[]
  takesFocus: boolean
  onClose: () => void
  onSelect: (id: string) => void
  onToggle: (id: string) => void
}

/** Several edges drawn as one, because an end is a closed group: their sums, and the way to see them apart. */
export function MergedEdgePanel({ edge, groups, takesFocus, onClose, onSelect, onToggle }: Props) {
  const closed = (id: string) => groups.find((group) => group.id === id && !group.isOpen)
  const nameOf = (id: string): string => {
    const group = closed(id)
    return group ? groupName(group, 32) : displayName(id, 32)
  }
  const merged = edge.merged ?? 1
  return (
    <PanelFrame
      icon={<Spline size={16} aria-hidden />}
      title={`${nameOf(edge.source)} → ${nameOf(edge.target)}`}
      mark={<StatusMark status={edge.health} className="text-13" />}
      sub={`${edge.protocol}, ${formatPlural(merged, 'edge')} ${merged === 1 ? '' : 'taken together, '}over ${formatNumber(edge.coveredSeconds)} s`}
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <PanelSection>
        <div className="flex flex-wrap items-center gap-2">
          <Button onClick={() => onSelect(edge.source)}>{nameOf(edge.source)}</Button>
          <ArrowRight size={14} aria-label="calls" className="text-faint" />
          <Button onClick={() => onSelect(edge.target)}>{nameOf(edge.target)}</Button>
        </div>
        {edge.healthReasons.map((reason) => (
          <p key={reason} className="mt-2 flex items-start gap-1.5 text-12">
            <TriangleAlert size={14} aria-hidden className="mt-px shrink-0 text-warn" />
            {showMarks(reason)}
          </p>
        ))}
      </PanelSection>
      <PanelSection title="Together" note="sums; quantiles of merged buckets">
        <Facts rows={edgeFacts(edge)} />
        {edge.errorRatioUnknown && <p className="mt-2 text-12 text-muted">Errors without {showMarks(edge.errorRatioUnknown)}</p>}
      </PanelSection>
      <PanelSection title="Each of them">
        <p className="mb-2 text-12 text-muted">Open the group at either end to see its members’ own edges.</p>
        <div className="flex flex-wrap gap-2">
          {[edge.source, edge.target].filter(closed).map((id) => (
            <Button key={id} onClick={() => onToggle(id)}>
              Open {nameOf(id)}
            </Button>
          ))}
        </div>
      </PanelSection>
    </PanelFrame>
  )
}
