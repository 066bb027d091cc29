import Link from 'next/link'
import { Name } from '@/components/page/name'
import { proxyRoute } from '@/components/page/routes'
import { Section } from '@/components/page/section'
import { cx } from '@/components/ui/cx'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatLatency, formatMs, formatNumber, formatRatio } from '@/lib/mesh/format'
import { type InstanceRow, toInstanceRows } from './instance-rows'

/** Every instance beside its siblings: a bar of p95, the odd one out tinted, endpoints without traffic listed too. */
export function ServiceInstances({ service }: { service: ServiceDetail }) {
  const rows = toInstanceRows(service)
  const isTcp = service.protocol === 'tcp'
  const scaleMs = Math.max(1, ...rows.map((row) => row.p95Ms ?? 0))
  if (rows.length === 0) {
    return (
      <Section title="Instances">
        <p className="text-12 text-muted">No instance is registered and none was seen.</p>
      </Section>
    )
  }
  return (
    <Section title="Instances" note={isTcp ? undefined : `p95 beside the others, 0 to ${formatMs(scaleMs)}`}>
      <Table label="Instances" size="panel" className="min-w-[480px]">
        <thead>
          <tr className="bg-bg">
            <TableHead>instance</TableHead>
            <TableHead>version</TableHead>
            {isTcp ? <TableHead numeric>conn/s</TableHead> : <RequestHeads />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.key}
              row={row}
              scaleMs={scaleMs}
              isTcp={isTcp}
              isNewer={service.versions.findIndex((version) => version.name === row.version) > 0}
            />
          ))}
        </tbody>
      </Table>
      {rows
        .filter((row) => row.note !== '')
        .map((row) => (
          <p key={row.key} className="mt-2 text-12 text-muted">
            <Name text={row.name} className="font-mono font-semibold text-text" />: {displayName(row.note, 200)}
          </p>
        ))}
    </Section>
  )
}

type RowProps = { row: InstanceRow; scaleMs: number; isNewer: boolean; isTcp: boolean }

function Row({ row, scaleMs, isNewer, isTcp }: RowProps) {
  const isOdd = row.isSlow || row.isFailing || row.health === 'degraded' || row.health === 'failing'
  return (
    <TableRow tone={row.health === 'failing' ? 'bad' : isOdd ? 'warn' : undefined}>
      <TableCell>
        <span className="flex items-center gap-2">
          <StatusMark
            status={isOdd && row.health === 'healthy' ? 'degraded' : row.health}
            iconOnly
            className={row.health === 'healthy' && !isOdd ? 'text-ok-quiet' : ''}
          />
          {row.proxyId ? (
            <Link href={proxyRoute(row.proxyId)} className="font-mono hover:underline">
              <Name text={row.name} limit={40} />
            </Link>
          ) : (
            <Name text={row.name} limit={40} className="font-mono" />
          )}
        </span>
      </TableCell>
      <TableCell className={cx(isNewer ? 'text-canary' : 'text-muted')}>
        <Name text={row.version} limit={16} />
      </TableCell>
      {isTcp ? (
        <TableCell numeric>{formatNumber(row.connectionsPerSecond)}</TableCell>
      ) : (
        <RequestCells row={row} scaleMs={scaleMs} isOdd={isOdd} />
      )}
    </TableRow>
  )
}

function RequestHeads() {
  return (
    <>
      <TableHead numeric>rps</TableHead>
      <TableHead numeric>errors</TableHead>
      <TableHead numeric>p95</TableHead>
      <TableHead>
        <span className="sr-only">p95 as a bar</span>
      </TableHead>
    </>
  )
}

function RequestCells({ row, scaleMs, isOdd }: { row: InstanceRow; scaleMs: number; isOdd: boolean }) {
  return (
    <>
      <TableCell numeric>{formatNumber(row.requestsPerSecond)}</TableCell>
      <TableCell numeric>{formatRatio(row.errorRatio)}</TableCell>
      <TableCell numeric className={cx(isOdd && 'font-semibold text-warn')}>
        {formatLatency(row.p95Ms, row.p95Bounds)}
      </TableCell>
      <TableCell className="w-26">
        <span aria-hidden className="block h-2 w-24 rounded-sm bg-hover">
          {row.p95Ms !== null && (
            <span
              className={cx('block h-2 rounded-sm', isOdd ? 'bg-warn-mark' : 'bg-p95')}
              style={{ width: `${Math.max(3, (row.p95Ms / scaleMs) * 100)}%` }}
            />
          )}
        </span>
      </TableCell>
    </>
  )
}
