'use client'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { TopologyGroupWire } from '@/lib/api/topology'
import { showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { groupName } from '../scene/scene-groups'

type Props = {
  groups: readonly TopologyGroupWire[]
  selected: string | null
  onSelect: (id: string) => void
  onToggle: (id: string) => void
}

const rank = { failing: 0, degraded: 1, unknown: 2, healthy: 3, idle: 4 }

/** The groups as rows, to be opened and closed; the members of open ones stand among the nodes below. */
export function GroupsTable({ groups, selected, onSelect, onToggle }: Props) {
  if (groups.length === 0) return null
  const sorted = [...groups].sort(
    (a, b) => rank[a.health] - rank[b.health] || (b.inbound.requestsPerSecond ?? 0) - (a.inbound.requestsPerSecond ?? 0),
  )
  return (
    <Table label="Groups" className="mb-6 bg-bg">
      <thead className="bg-bg">
        <tr className="bg-bg">
          <TableHead>group</TableHead>
          <TableHead>health</TableHead>
          <TableHead numeric>members</TableHead>
          <TableHead numeric>requests, rps</TableHead>
          <TableHead numeric>errors</TableHead>
          <TableHead numeric>p95</TableHead>
          <TableHead numeric>edges inside</TableHead>
        </tr>
      </thead>
      <tbody>
        {sorted.map((group) => (
          <TableRow key={group.id} tone={group.id === selected ? 'selected' : undefined} onClick={() => onSelect(group.id)}>
            <TableCell>
              <span className="inline-flex items-center gap-1">
                <button
                  type="button"
                  aria-expanded={group.isOpen}
                  aria-label={`${group.isOpen ? 'Close' : 'Open'} ${groupName(group, 40)}`}
                  onClick={(event) => {
                    event.stopPropagation()
                    onToggle(group.id)
                  }}
                  className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover"
                >
                  {group.isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                </button>
                <button type="button" className="text-left font-semibold" aria-pressed={group.id === selected} title={showMarks(group.id)}>
                  {groupName(group, 40)}
                </button>
              </span>
            </TableCell>
            <TableCell>
              <StatusMark status={group.health} />
              <span className="ml-2 text-muted max-sm:hidden">{group.healthReasons.join(', ')}</span>
            </TableCell>
            <TableCell numeric>{group.members.total}</TableCell>
            <TableCell numeric>{formatNumber(group.inbound.requestsPerSecond)}</TableCell>
            <TableCell numeric>{formatRatio(group.inbound.errorRatio)}</TableCell>
            <TableCell numeric>{formatLatency(group.inbound.latencyMs?.p95, group.inbound.latencyBoundsMs?.p95)}</TableCell>
            <TableCell numeric>{group.edgesInside}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}
