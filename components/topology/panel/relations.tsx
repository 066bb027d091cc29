'use client'
import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { endName } from '../end-name'
import { PanelSection } from './panel-section'

type Props = { callers: readonly TopologyEdgeWire[]; callees: readonly TopologyEdgeWire[]; onSelect: (id: string) => void }
const shown = 12

/** Who calls it and whom it calls; a row opens that edge. The busiest first, the rest counted. */
export function Relations({ callers, callees, onSelect }: Props) {
  if (callers.length + callees.length === 0) {
    return (
      <PanelSection title="Callers and callees">
        <p className="text-12 text-muted">Nobody calls it and it calls nobody, in this range.</p>
      </PanelSection>
    )
  }
  return (
    <PanelSection title="Callers and callees">
      <Ends head="callers" edges={callers} way="in" onSelect={onSelect} />
      <Ends head="callees" edges={callees} way="out" onSelect={onSelect} />
    </PanelSection>
  )
}

type EndsProps = { head: string; edges: readonly TopologyEdgeWire[]; way: 'in' | 'out'; onSelect: (id: string) => void }

function Ends({ head, edges, way, onSelect }: EndsProps) {
  if (edges.length === 0) return null
  const isTcp = edges.every((edge) => edge.protocol === 'tcp')
  return (
    <div className="mb-3 last:mb-0">
      <Table label={head} size="panel">
        <thead>
          <tr>
            <TableHead>{head}</TableHead>
            <TableHead numeric>{isTcp ? 'conn/s' : 'rps'}</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
          </tr>
        </thead>
        <tbody>
          {busiest(edges).map((edge) => (
            <Relation key={edge.id} edge={edge} way={way} isTcp={isTcp} onSelect={onSelect} />
          ))}
        </tbody>
      </Table>
      <Rest count={Math.max(0, edges.length - shown)} words={`more ${head}`} />
    </div>
  )
}

const busiest = (edges: readonly TopologyEdgeWire[]): TopologyEdgeWire[] =>
  [...edges].sort((a, b) => b.requests - a.requests).slice(0, shown)

function Rest({ count, words }: { count: number; words: string }) {
  return count === 0 ? null : (
    <p className="mt-1 text-12 text-faint">
      and {count} {words}, in the table
    </p>
  )
}

type RelationProps = { edge: TopologyEdgeWire; way: 'in' | 'out'; isTcp: boolean; onSelect: (id: string) => void }

function Relation({ edge, way, isTcp, onSelect }: RelationProps) {
  const other = way === 'in' ? edge.source : edge.target
  const Icon = way === 'in' ? ArrowDownLeft : ArrowUpRight
  const isLoud = edge.health === 'degraded' || edge.health === 'failing'
  return (
    <TableRow onClick={() => onSelect(edge.id)}>
      <TableCell className="max-w-44">
        <button type="button" title={showMarks(other)} className="flex max-w-full items-center gap-1.5 text-left">
          <Icon size={12} aria-label={way === 'in' ? 'caller' : 'callee'} className="shrink-0 text-faint" />
          <span className="truncate">{endName(other, 32)}</span>
        </button>
      </TableCell>
      <TableCell numeric>
        {edge.requestsPerSecond === null && edge.connectionsPerSecond !== undefined
          ? `${formatNumber(edge.connectionsPerSecond)}${isTcp ? '' : ' conn/s'}`
          : formatNumber(edge.requestsPerSecond)}
      </TableCell>
      <TableCell numeric className={isLoud ? (edge.health === 'failing' ? 'font-semibold text-bad' : 'font-semibold text-warn') : ''}>
        {formatRatio(edge.errorRatio)}
      </TableCell>
      <TableCell numeric>{formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95)}</TableCell>
    </TableRow>
  )
}
