'use client'
import { Group, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { StatusMark } from '@/components/ui/status-mark'
import type { TopologyGroupWire, TopologyResponse } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatPlural, formatRate, formatRatio } from '@/lib/mesh/format'
import { Facts } from '../panel/facts'
import { PanelFrame } from '../panel/panel-frame'
import { PanelSection } from '../panel/panel-section'
import { Relations } from '../panel/relations'
import { groupName } from '../scene/scene-groups'

type Props = {
  group: TopologyGroupWire
  topology: TopologyResponse
  takesFocus: boolean
  onClose: () => void
  onSelect: (id: string) => void
  onToggle: (id: string) => void
  /** Opens the group and selects that member. */
  onShow: (group: string, member: string) => void
}

const states = ['failing', 'degraded', 'unknown', 'healthy', 'idle'] as const

/** All about a group: sums, how its members are, the worst of them by name, who calls it and whom it calls. */
export function GroupPanel({ group, topology, takesFocus, onClose, onSelect, onToggle, onShow }: Props) {
  const members = new Set(topology.nodes.filter((node) => node.group === group.id).map((node) => node.id))
  const isOwn = (id: string): boolean => id === group.id || members.has(id)
  const noun = group.id.startsWith('version=') ? 'part' : 'service'
  return (
    <PanelFrame
      icon={<Group size={16} aria-hidden />}
      title={groupName(group, 40)}
      mark={<StatusMark status={group.health} className="text-13" />}
      sub={`${group.id.split('=')[0]}, ${formatPlural(group.members.total, noun)}, ${group.isOpen ? 'open' : 'closed'}`}
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <PanelSection>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12">
          <Button onClick={() => onToggle(group.id)}>{group.isOpen ? 'Close the group' : 'Open the group'}</Button>
          {states.map((state) =>
            group.members[state] === 0 ? null : <StatusMark key={state} status={state} text={`${group.members[state]} ${state}`} />,
          )}
        </div>
        {group.badges.length > 0 && (
          <div className="mt-2 flex flex-wrap gap-1">
            {group.badges.map((badge) => (
              <Chip key={badge.kind} tone={badge.kind === 'fault' ? 'fault' : 'plain'}>
                {showMarks(badge.text)}
              </Chip>
            ))}
          </div>
        )}
      </PanelSection>
      <PanelSection title="All members together" note="calls between them included">
        <Facts rows={toRows(group)} />
        {group.unknownMembers > 0 && (
          <p className="mt-2 text-12 text-muted">Without {formatPlural(group.unknownMembers, 'member')} of which nothing fresh is known.</p>
        )}
      </PanelSection>
      {group.worst.length > 0 && (
        <PanelSection title="Not well" note="worst first">
          <ul className="flex flex-col gap-1.5 text-12">
            {group.worst.map(({ id, health, reason }) => (
              <li key={id} className="flex items-start gap-1.5">
                <TriangleAlert
                  size={14}
                  aria-hidden
                  className={health === 'failing' ? 'mt-px shrink-0 text-bad' : 'mt-px shrink-0 text-warn'}
                />
                <span className="min-w-0">
                  <button type="button" className="font-semibold hover:underline" onClick={() => onShow(group.id, id)}>
                    {displayName(id, 40)}
                  </button>{' '}
                  <span className="break-words text-muted">
                    {health}: {showMarks(reason)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
      <Relations
        callers={topology.edges.filter((edge) => isOwn(edge.target) && !isOwn(edge.source))}
        callees={topology.edges.filter((edge) => isOwn(edge.source) && !isOwn(edge.target))}
        onSelect={onSelect}
      />
      {(topology.weaker?.edges ?? 0) > 0 && (
        <PanelSection>
          <p className="text-12 text-muted">The weakest edges of the mesh are left out here as in the drawing; the table has all.</p>
        </PanelSection>
      )}
    </PanelFrame>
  )
}

function toRows({ inbound, proxies, edgesInside }: TopologyGroupWire): [string, string][] {
  const latency = (name: 'p50' | 'p95' | 'p99') => formatLatency(inbound.latencyMs?.[name], inbound.latencyBoundsMs?.[name])
  const rows: [string, string][] = [
    ['Requests', `${formatRate(inbound.requestsPerSecond)}, ${formatNumber(inbound.requests)} in all`],
    ['Errors', `${formatRatio(inbound.errorRatio)}, ${formatNumber(inbound.errors)} in all`],
    ['Latency', inbound.latencyMs ? `p50 ${latency('p50')}, p95 ${latency('p95')}, p99 ${latency('p99')}` : '–'],
  ]
  if (inbound.connectionsPerSecond !== undefined) rows.push(['Connections', formatRate(inbound.connectionsPerSecond, 'conn/s')])
  rows.push(['Edges inside', String(edgesInside)])
  rows.push(['Proxies', proxies.total === 0 ? 'none' : `${proxies.answering} of ${proxies.total} answering`])
  return rows
}
