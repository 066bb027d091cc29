'use client'
import { cx } from '@/components/ui/cx'
import { ShareBar } from '@/components/ui/share-bar'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatPercent, formatRatio } from '@/lib/mesh/format'
import { PanelSection } from './panel-section'

/** What each version was assigned and what it really gets. */
export function VersionsPart({ detail }: { detail: ServiceDetail }) {
  const versions = detail.versionDetails
  const newest = versions.length > 1 ? versions.at(-1)?.name : undefined
  if (versions.length === 0) return null
  return (
    <PanelSection title="Versions" note="assigned and observed share">
      {versions.length > 1 && (
        <ShareBar
          label="Assigned"
          shares={versions.map((version) => ({
            name: displayName(version.name, 16),
            percent: version.weightPercent ?? 0,
            tone: version.name === newest ? 'newer' : 'older',
          }))}
        />
      )}
      <Table label="Versions" size="panel" className="mt-1">
        <thead>
          <tr>
            <TableHead>version</TableHead>
            <TableHead numeric>assigned</TableHead>
            <TableHead numeric>observed</TableHead>
            <TableHead numeric>rps</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <TableRow key={version.name}>
              <TableCell className={cx('whitespace-nowrap font-semibold', version.name === newest && 'text-canary')}>
                {displayName(version.name, 14)} <span className="font-normal text-faint">×{version.endpoints.length}</span>
              </TableCell>
              <TableCell numeric>{formatPercent(version.weightPercent)}</TableCell>
              <TableCell numeric>{formatPercent(version.observedPercent)}</TableCell>
              <TableCell numeric>{formatNumber(version.signals.requestsPerSecond)}</TableCell>
              <TableCell numeric>{formatRatio(version.signals.errorRatio)}</TableCell>
              <TableCell numeric>{formatLatency(version.signals.latencyMs?.p95, version.signals.latencyBoundsMs?.p95)}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </PanelSection>
  )
}
