import { Name } from '@/components/page/name'
import { Section } from '@/components/page/section'
import { cx } from '@/components/ui/cx'
import { ShareBar } from '@/components/ui/share-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { formatNumber, formatPercent, formatRatio } from '@/lib/mesh/format'
import { latencyText } from './signal-cells'
import { VersionDifferences } from './version-differences'

/** Assigned shares as a bar, observed ones and the signals beside each other below. */
export function ServiceVersions({ service }: { service: ServiceDetail }) {
  const versions = service.versionDetails
  // TCP has no requests: five columns of dashes would say nothing.
  const hasRequests = service.protocol !== 'tcp'
  const requestHeads = hasRequests ? ['rps', 'errors', 'p50', 'p95', 'p99'] : []
  const weighted = versions.filter((version) => version.weightPercent !== null)
  return (
    <Section title="Versions" note={weighted.length > 1 ? 'assigned above, observed below' : undefined}>
      {weighted.length > 1 && (
        <div className="mb-2">
          <ShareBar
            label="Assigned shares"
            shares={weighted.map((version, index) => ({
              name: version.name,
              percent: version.weightPercent ?? 0,
              tone: index === 0 ? 'older' : 'newer',
            }))}
          />
        </div>
      )}
      {versions.length === 0 ? (
        <p className="text-12 text-muted">No version is known.</p>
      ) : (
        <Table label="Versions" size="panel" className="min-w-[440px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>version</TableHead>
              <TableHead numeric>assigned</TableHead>
              <TableHead numeric>observed</TableHead>
              {requestHeads.map((head) => (
                <TableHead key={head} numeric>
                  {head}
                </TableHead>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((version, index) => (
              <VersionRow key={version.name} version={version} isNewer={index > 0} hasRequests={hasRequests} />
            ))}
          </tbody>
        </Table>
      )}
      {hasRequests && <VersionDifferences differences={service.versionDifferences} />}
    </Section>
  )
}

type RowProps = { version: ServiceDetail['versionDetails'][number]; isNewer: boolean; hasRequests: boolean }

function VersionRow({ version, isNewer, hasRequests }: RowProps) {
  const isTroubled = version.health === 'failing' || version.health === 'degraded'
  return (
    <TableRow tone={version.health === 'failing' ? 'bad' : version.health === 'degraded' ? 'warn' : undefined}>
      <TableCell>
        <span className="inline-flex items-center gap-1.5" title={version.healthReasons.join('; ')}>
          {isTroubled && <StatusMark status={version.health} iconOnly size={12} />}
          <Name text={version.name} limit={24} className={cx('font-semibold', isNewer && 'text-canary')} />
          <span className="text-muted">×{version.endpoints.length}</span>
        </span>
      </TableCell>
      <TableCell numeric>{formatPercent(version.weightPercent)}</TableCell>
      <TableCell numeric>{formatPercent(version.observedPercent)}</TableCell>
      {hasRequests && <RequestCells signals={version.signals} />}
    </TableRow>
  )
}

function RequestCells({ signals }: { signals: ServiceDetail['signals'] }) {
  return (
    <>
      <TableCell numeric>{formatNumber(signals.requestsPerSecond)}</TableCell>
      <TableCell numeric>{formatRatio(signals.errorRatio)}</TableCell>
      <TableCell numeric>{latencyText(signals, 'p50')}</TableCell>
      <TableCell numeric>{latencyText(signals, 'p95')}</TableCell>
      <TableCell numeric>{latencyText(signals, 'p99')}</TableCell>
    </>
  )
}
