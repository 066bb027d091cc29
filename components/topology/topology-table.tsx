'use client'
import { Split } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { TopologyEdgeWire, TopologyNodeWire, TopologyResponse } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { ComparedCells, ComparedHeads } from './compare/compared-cells'
import type { ComparisonView } from './compare/comparison-view'
import { endName } from './end-name'
import { useFirstRows } from './use-first-rows'

type Props = {
  topology: TopologyResponse
  matches: ReadonlySet<string> | null
  selected: string | null
  onSelect: (id: string) => void
  compared?: ComparisonView | null
  /** Above the nodes: the groups that they are in. */
  children?: ReactNode
}

const rank = { failing: 0, degraded: 1, unknown: 2, healthy: 3, idle: 4 }

// Of whoever is outside the mesh nothing can be known; that is no trouble.
const rankOf = (node: TopologyNodeWire): number => (node.kind === 'unknown' ? 9 : rank[node.health])

/** The graph as a table: the same filter, the same selection, complete for keyboard and screen reader. Worst first, then by requests. */
export function TopologyTable({ topology, matches, selected, onSelect, compared = null, children }: Props) {
  const nodes = useMemo(() => {
    const shown = matches ? topology.nodes.filter((node) => matches.has(node.id)) : topology.nodes
    return [...shown].sort((a, b) => rankOf(a) - rankOf(b) || (b.inbound.requestsPerSecond ?? 0) - (a.inbound.requestsPerSecond ?? 0))
  }, [topology, matches])
  const edges = useMemo(() => {
    const shown = matches
      ? topology.edges.filter((edge) => matches.has(edge.id) || matches.has(edge.source) || matches.has(edge.target))
      : topology.edges
    return [...shown].sort((a, b) => rank[a.health] - rank[b.health] || b.requests - a.requests)
  }, [topology, matches])
  const nodeRows = useFirstRows(nodes, 'nodes')
  const edgeRows = useFirstRows(edges, 'edges')
  return (
    <div className="h-full overflow-y-auto bg-bg">
      {children}
      <Table label="Nodes" className="bg-bg">
        <thead className="bg-bg">
          <tr className="bg-bg">
            <TableHead>node</TableHead>
            <TableHead>kind</TableHead>
            <TableHead>health</TableHead>
            <TableHead numeric>requests, rps</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
            <TableHead>versions</TableHead>
            <TableHead numeric>proxies answering</TableHead>
            {compared && <ComparedHeads />}
          </tr>
        </thead>
        <tbody>
          {nodeRows.shown.map((node) => (
            <NodeRow key={node.id} node={node} isSelected={node.id === selected} onSelect={onSelect}>
              {compared && <ComparedCells compared={compared.nodes.get(node.id)} />}
            </NodeRow>
          ))}
        </tbody>
      </Table>
      {nodeRows.rest}
      <Table label="Edges" className="mt-6 bg-bg">
        <thead className="bg-bg">
          <tr className="bg-bg">
            <TableHead>from</TableHead>
            <TableHead>to</TableHead>
            <TableHead>protocol</TableHead>
            <TableHead>health</TableHead>
            <TableHead numeric>requests, rps</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
            <TableHead numeric>retries, rps</TableHead>
            <TableHead>origin</TableHead>
            {compared && <ComparedHeads />}
          </tr>
        </thead>
        <tbody>
          {edgeRows.shown.map((edge) => (
            <EdgeRow key={edge.id} edge={edge} isSelected={edge.id === selected} onSelect={onSelect}>
              {compared && <ComparedCells compared={compared.edges.get(edge.id)} />}
            </EdgeRow>
          ))}
        </tbody>
      </Table>
      {edgeRows.rest}
    </div>
  )
}

type RowProps = { isSelected: boolean; onSelect: (id: string) => void; children: ReactNode }

function NodeRow({ node, isSelected, onSelect, children }: RowProps & { node: TopologyNodeWire }) {
  return (
    <TableRow tone={isSelected ? 'selected' : undefined} onClick={() => onSelect(node.id)}>
      <TableCell>
        <button type="button" className="text-left font-semibold" title={showMarks(node.id)} aria-pressed={isSelected}>
          {displayName(node.id)}
        </button>
      </TableCell>
      <TableCell className="text-muted">{node.kind}</TableCell>
      <TableCell>
        <StatusMark status={node.health} />
        {node.healthReasons[0] && node.kind !== 'unknown' && (
          <span className="ml-2 text-muted max-sm:hidden">{displayName(node.healthReasons[0], 80)}</span>
        )}
        {node.badges
          .filter((badge) => badge.kind === 'canary')
          .map((badge) => (
            <span key={badge.text} className="ml-2 inline-flex items-center gap-1 text-canary" title={showMarks(badge.text)}>
              <Split size={12} aria-hidden />
              <span className="max-sm:sr-only">{displayName(badge.text, 48)}</span>
            </span>
          ))}
      </TableCell>
      <TableCell numeric>{formatNumber(node.inbound.requestsPerSecond)}</TableCell>
      <TableCell numeric>{formatRatio(node.inbound.errorRatio)}</TableCell>
      <TableCell numeric>{formatLatency(node.inbound.latencyMs?.p95, node.inbound.latencyBoundsMs?.p95)}</TableCell>
      <TableCell className="text-muted">
        {node.versions
          ?.map((version) => `${displayName(version.name, 16)}${version.weightPercent === null ? '' : ` ${version.weightPercent} %`}`)
          .join(', ') ??
          node.version ??
          ''}
      </TableCell>
      <TableCell numeric>{node.proxies.total === 0 ? '–' : `${node.proxies.answering} of ${node.proxies.total}`}</TableCell>
      {children}
    </TableRow>
  )
}

function EdgeRow({ edge, isSelected, onSelect, children }: RowProps & { edge: TopologyEdgeWire }) {
  return (
    <TableRow tone={isSelected ? 'selected' : undefined} onClick={() => onSelect(edge.id)}>
      <TableCell>
        <button
          type="button"
          className="text-left"
          aria-label={`${showMarks(edge.source)} to ${showMarks(edge.target)}`}
          aria-pressed={isSelected}
        >
          {endName(edge.source)}
        </button>
      </TableCell>
      <TableCell>{endName(edge.target)}</TableCell>
      <TableCell className="text-muted">{edge.protocol}</TableCell>
      <TableCell>
        <StatusMark status={edge.health} />
      </TableCell>
      <TableCell numeric>
        {edge.requestsPerSecond === null && edge.connectionsPerSecond !== undefined
          ? `${formatNumber(edge.connectionsPerSecond)} conn/s`
          : formatNumber(edge.requestsPerSecond)}
      </TableCell>
      <TableCell numeric>{formatRatio(edge.errorRatio)}</TableCell>
      <TableCell numeric>{formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95)}</TableCell>
      <TableCell numeric>{formatNumber(edge.retriesPerSecond)}</TableCell>
      <TableCell className="text-muted">{edge.origin}</TableCell>
      {children}
    </TableRow>
  )
}
