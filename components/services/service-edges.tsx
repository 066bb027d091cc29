import { ArrowDownLeft, ArrowUpRight, FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { Name } from '@/components/page/name'
import { hasServicePage, serviceRoute } from '@/components/page/routes'
import { Section } from '@/components/page/section'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { formatByteRate, formatLatency, formatNumber, formatRate, formatRatio, noData } from '@/lib/mesh/format'

/** Who calls it and whom it calls, as one table: the direction is the first sign of a row. */
export function ServiceEdges({ service }: { service: ServiceDetail }) {
  const { callers, callees } = service
  const isTcp = service.protocol === 'tcp'
  return (
    <Section title="Callers and callees" note="caller’s side">
      {callers.length + callees.length > 0 && (
        <Table label="Callers and callees" size="panel" className="min-w-[420px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>service</TableHead>
              <TableHead numeric>{isTcp ? 'conn/s' : 'rps'}</TableHead>
              <TableHead numeric>{isTcp ? 'open' : 'errors'}</TableHead>
              <TableHead numeric>{isTcp ? 'bytes' : 'p95'}</TableHead>
              <TableHead numeric>retries</TableHead>
            </tr>
          </thead>
          <tbody>
            {callers.map((edge) => (
              <EdgeRow key={edge.id} edge={edge} end="source" />
            ))}
            {callees.map((edge) => (
              <EdgeRow key={edge.id} edge={edge} end="target" />
            ))}
          </tbody>
        </Table>
      )}
      {callers.length === 0 && <p className="mt-1 text-12 text-muted">Nobody called it in this time.</p>}
      {callees.length === 0 && <p className="mt-1 text-12 text-muted">It called no other service.</p>}
    </Section>
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
      <TableCell numeric>
        {edge.protocol === 'tcp' ? noData : edge.retriesPerSecond === 0 ? '0' : formatRate(edge.retriesPerSecond)}
      </TableCell>
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
