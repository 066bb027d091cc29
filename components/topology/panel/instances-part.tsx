'use client'
import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import { toPath } from '@/lib/api/client'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { PanelSection } from './panel-section'

/** Each running copy with its own numbers, as its callers saw it. */
export function InstancesPart({ detail }: { detail: ServiceDetail }) {
  if (detail.instances.length === 0) return null
  return (
    <PanelSection title="Instances">
      <Table label="Instances" size="panel">
        <thead>
          <tr>
            <TableHead>instance</TableHead>
            <TableHead numeric>rps</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
          </tr>
        </thead>
        <tbody>
          {detail.instances.slice(0, 20).map((node) => {
            const id = node.id.slice(node.id.indexOf('/', node.id.indexOf('@')) + 1)
            return (
              <TableRow key={node.id}>
                <TableCell>
                  <StatusMark status={node.health} iconOnly size={12} className="mr-1.5 align-middle" />
                  <Link prefetch={false} href={asRoute(`/proxies/${toPath(id)}`)} className="font-mono hover:underline">
                    {displayName(id, 26)}
                  </Link>
                </TableCell>
                <TableCell numeric>{formatNumber(node.inbound.requestsPerSecond)}</TableCell>
                <TableCell numeric>{formatRatio(node.inbound.errorRatio)}</TableCell>
                <TableCell numeric>{formatLatency(node.inbound.latencyMs?.p95, node.inbound.latencyBoundsMs?.p95)}</TableCell>
              </TableRow>
            )
          })}
        </tbody>
      </Table>
      {detail.instances.length > 20 && <p className="mt-1 text-12 text-faint">and {detail.instances.length - 20} more, on its page</p>}
    </PanelSection>
  )
}
