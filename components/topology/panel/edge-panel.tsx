'use client'
import { ArrowRight, FlaskConical, Spline, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRange } from '@/components/frame/use-range'
import { LatencyMap } from '@/components/services/latency-map'
import { Button } from '@/components/ui/button'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'
import { edgeFacts } from './edge-facts'
import { EdgeSteer } from './edge-steer'
import { Facts } from './facts'
import { PanelFrame } from './panel-frame'
import { PanelSection } from './panel-section'
import { Signals } from './signals'

type Props = { edge: TopologyEdgeWire; takesFocus: boolean; onClose: () => void; onSelect: (id: string) => void; compared?: ReactNode }

const origins = {
  declared: 'Declared: Outrider’s own control plane gave the caller this destination.',
  matched: 'Matched: the address the caller’s proxy connects to is another proxy’s listener.',
  inferred: 'Inferred: only the caller’s proxy tells of it; nothing on the other side confirms it.',
}

/** All about the calls from one node to another. */
export function EdgePanel({ edge, takesFocus, onClose, onSelect, compared }: Props) {
  const isTcp = edge.protocol === 'tcp'
  return (
    <PanelFrame
      icon={<Spline size={16} aria-hidden />}
      title={`${displayName(edge.source, 40)} → ${displayName(edge.target, 40)}`}
      mark={<StatusMark status={edge.health} className="text-13" />}
      sub={`${edge.protocol}, counted by the caller’s proxies, over ${formatNumber(edge.coveredSeconds)} s`}
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <PanelSection>
        <div className="flex flex-wrap items-center gap-2">
          <Button onClick={() => onSelect(edge.source)}>{displayName(edge.source, 32)}</Button>
          <ArrowRight size={14} aria-label="calls" className="text-faint" />
          <Button onClick={() => onSelect(edge.target)}>{displayName(edge.target, 32)}</Button>
        </div>
        {edge.healthReasons.map((reason) => (
          <p key={reason} className="mt-2 flex items-start gap-1.5 text-12">
            <TriangleAlert size={14} aria-hidden className="mt-px shrink-0 text-warn" />
            {showMarks(reason)}
          </p>
        ))}
      </PanelSection>
      {compared}
      <Signals
        subject={`edge:${edge.id}`}
        inbound={edge}
        isTcp={isTcp}
        isTroubled={edge.health === 'degraded' || edge.health === 'failing'}
        counts={isTcp ? null : { requests: edge.requests, errors: edge.errors }}
        errorsUnknown={edge.errorRatioUnknown}
        saturation={null}
      />
      {!isTcp && <EdgeLatency id={edge.id} />}
      <Split edge={edge} />
      <EdgeSteer edge={edge} />
      <PanelSection title="In detail">
        <Facts rows={edgeFacts(edge)} />
      </PanelSection>
      {(edge.injectedPerSecond ?? 0) > 0 && (
        <PanelSection>
          <p className="flex items-center gap-1.5 text-13 text-fault">
            <FlaskConical size={14} aria-hidden />
            {formatRate(edge.injectedPerSecond)} of these are delayed or aborted on purpose
          </p>
        </PanelSection>
      )}
      <PanelSection title="Where it comes from">
        <p className="text-12 text-muted">{origins[edge.origin]}</p>
      </PanelSection>
    </PanelFrame>
  )
}

function EdgeLatency({ id }: { id: string }) {
  const { from, to } = useRange()
  return (
    <PanelSection title="Latency, all requests" note="stronger is more">
      <LatencyMap subject={`edge:${id}`} from={from} to={to} height={180} />
    </PanelSection>
  )
}

function Split({ edge }: { edge: TopologyEdgeWire }) {
  const split = edge.split ?? []
  if (split.length < 2) return null
  const total = split.reduce((sum, part) => sum + part.requestsPerSecond, 0)
  return (
    <PanelSection title="By version" note="as sent">
      <Table label="By version" size="panel">
        <thead>
          <tr>
            <TableHead>version</TableHead>
            <TableHead numeric>share</TableHead>
            <TableHead numeric>rps</TableHead>
            <TableHead numeric>errors</TableHead>
          </tr>
        </thead>
        <tbody>
          {split.map((part) => (
            <TableRow key={part.version}>
              <TableCell>{displayName(part.version, 20)}</TableCell>
              <TableCell numeric>{total === 0 ? '–' : `${Number(((part.requestsPerSecond / total) * 100).toFixed(1))} %`}</TableCell>
              <TableCell numeric>{formatNumber(part.requestsPerSecond)}</TableCell>
              <TableCell numeric>{formatRatio(part.errorRatio)}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </PanelSection>
  )
}
