import { ArrowDownLeft, ArrowUpRight, FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { Name } from '@/components/page/name'
import { hasServicePage, serviceRoute } from '@/components/page/routes'
import { Section } from '@/components/page/section'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { formatByteRate, formatLatency, formatNumber, formatRate, formatRatio } from '@/lib/mesh/format'

/** Who calls it and whom it calls: a table each, and one more for TCP, which counts connections and not requests. */
export function ServiceEdges({ service }: { service: ServiceDetail }) {
  const { callers, callees } = service
  const isTcp = ({ protocol }: TopologyEdgeWire) => protocol === 'tcp'
  return (
    <Section title="Callers and callees" note="caller’s side">
      <EdgeTable head="callers" edges={callers.filter((edge) => !isTcp(edge))} end="source" />
      <EdgeTable head="callers, TCP" edges={callers.filter(isTcp)} end="source" />
      {callers.length === 0 && <p className="mb-3 text-12 text-muted">Nobody called it in this time.</p>}
      <EdgeTable head="callees" edges={callees.filter((edge) => !isTcp(edge))} end="target" />
      <EdgeTable head="callees, TCP" edges={callees.filter(isTcp)} end="target" />
      {callees.length === 0 && <p className="mt-1 text-12 text-muted">It called no other service.</p>}
    </Section>
  )
}

function EdgeTable({ head, edges, end }: { head: string; edges: readonly TopologyEdgeWire[]; end: 'source' | 'target' }) {
  if (edges.length === 0) return null
  const isTcp = edges[0]?.protocol === 'tcp'
  const heads = isTcp ? ['conn/s', 'open', 'bytes'] : ['rps', 'errors', 'p95', 'retries']
  return (
    <div className="mb-3 last:mb-0">
      <Table label={head} size="panel" className="min-w-[420px]">
        <thead>
          <tr className="bg-bg">
            <TableHead className="w-1/2">{head}</TableHead>
            {heads.map((each) => (
              <TableHead key={each} numeric>
                {each}
              </TableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <EdgeRow key={edge.id} edge={edge} end={end} />
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function EdgeRow({ edge, end }: { edge: TopologyEdgeWire; end: 'source' | 'target' }) {
  const name = edge[end]
  const Arrow = end === 'source' ? ArrowDownLeft : ArrowUpRight
  const tone = edge.health === 'failing' ? 'bad' : edge.health === 'degraded' ? 'warn' : undefined
  return (
    <TableRow tone={tone}>
      <TableCell>
        <span className="flex items-center gap-1.5" title={edge.healthReasons.join('; ')}>
          <Arrow size={14} aria-hidden className="shrink-0 text-faint" />
          <span className="sr-only">{end === 'source' ? 'called by' : 'calls'}</span>
          {hasServicePage(name) ? (
            <Link href={serviceRoute(name)} className="font-semibold hover:underline">
              <Name text={name} limit={40} />
            </Link>
          ) : (
            <Name text={name} className="text-muted" />
          )}
          {tone && <StatusMark status={edge.health} iconOnly size={12} />}
          {(edge.injectedPerSecond ?? 0) > 0 && (
            <span className="inline-flex items-center gap-1 text-fault" title="Injected on purpose, requests per second">
              <FlaskConical size={12} aria-hidden />
              {formatRate(edge.injectedPerSecond)} injected
            </span>
          )}
          {edge.origin !== 'declared' && <span className="text-faint">{edge.origin}</span>}
        </span>
      </TableCell>
      {edge.protocol === 'tcp' ? <ConnectionCells edge={edge} /> : <RequestCells edge={edge} />}
    </TableRow>
  )
}

function RequestCells({ edge }: { edge: TopologyEdgeWire }) {
  return (
    <>
      <TableCell numeric>{formatNumber(edge.requestsPerSecond)}</TableCell>
      <TableCell numeric title={edge.errorRatioUnknown}>
        {formatRatio(edge.errorRatio)}
      </TableCell>
      <TableCell numeric>{formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95)}</TableCell>
      <TableCell numeric>{edge.retriesPerSecond === 0 ? '0' : formatRate(edge.retriesPerSecond)}</TableCell>
    </>
  )
}

function ConnectionCells({ edge }: { edge: TopologyEdgeWire }) {
  return (
    <>
      <TableCell numeric title="connections opened per second">
        {formatNumber(edge.connectionsPerSecond)}
      </TableCell>
      <TableCell numeric title="connections open now">
        {formatNumber(edge.connectionsOpen)}
      </TableCell>
      <TableCell numeric>{formatByteRate(edge.bytesPerSecond)}</TableCell>
    </>
  )
}
