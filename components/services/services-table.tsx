'use client'
import { FlaskConical, Split } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Name } from '@/components/page/name'
import { hasServicePage, serviceRoute } from '@/components/page/routes'
import { SloCell } from '@/components/slos/slo-cell'
import { Chip } from '@/components/ui/chip'
import { cx } from '@/components/ui/cx'
import { StatusMark } from '@/components/ui/status-mark'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceSummary } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber } from '@/lib/mesh/format'
import type { ServiceSort, ServiceSortKey } from './service-order'
import { ErrorsCell, LatencyCell, RequestsCell } from './signal-cells'

type Props = { services: readonly ServiceSummary[]; sort: ServiceSort; onSort: (key: ServiceSortKey) => void }

export function ServicesTable({ services, sort, onSort }: Props) {
  const head = (key: ServiceSortKey) => ({
    sort: sort.key === key ? (sort.descending ? ('down' as const) : ('up' as const)) : null,
    onSort: () => onSort(key),
  })
  return (
    <Table label="Services" className="min-w-[960px] bg-bg">
      <thead>
        <tr className="bg-bg">
          <TableHead {...head('name')}>service</TableHead>
          <TableHead>protocol</TableHead>
          <TableHead numeric {...head('requests')}>
            rps
          </TableHead>
          <TableHead numeric {...head('errors')}>
            errors
          </TableHead>
          <TableHead numeric {...head('p95')}>
            p95
          </TableHead>
          <TableHead numeric {...head('budget')}>
            budget
          </TableHead>
          <TableHead>versions</TableHead>
          <TableHead numeric {...head('proxies')}>
            in sync
          </TableHead>
          <TableHead {...head('health')}>health</TableHead>
        </tr>
      </thead>
      <tbody>
        {services.map((service) => (
          <ServiceRow key={service.name} service={service} />
        ))}
      </tbody>
    </Table>
  )
}

function ServiceRow({ service }: { service: ServiceSummary }) {
  const router = useRouter()
  const route = hasServicePage(service.name) ? serviceRoute(service.name) : null
  const tone = service.health === 'failing' ? 'bad' : service.health === 'degraded' ? 'warn' : undefined
  return (
    <TableRow tone={tone} onClick={route ? () => router.push(route) : undefined}>
      <TableCell>
        <span className="flex items-center gap-2">
          <StatusMark status={service.health} iconOnly className={service.health === 'healthy' ? 'text-ok-quiet' : ''} />
          {route ? (
            <Link href={route} className="font-semibold hover:underline" onClick={(event) => event.stopPropagation()}>
              <Name text={service.name} limit={48} />
            </Link>
          ) : (
            <Name text={service.name} className="text-muted" />
          )}
          <KindMark service={service} />
          <FaultBadge overlays={service.overlays} />
          <CanaryBadge overlays={service.overlays} />
        </span>
      </TableCell>
      <TableCell className="text-muted">{service.protocol ?? ''}</TableCell>
      {service.protocol === 'tcp' ? (
        <TableCell numeric title="TCP has connections, no requests">
          {formatNumber(service.connectionsPerSecond)} <span className="text-faint">conn/s</span>
        </TableCell>
      ) : (
        <RequestsCell signals={service.signals} />
      )}
      <ErrorsCell signals={service.signals} className={tone === undefined ? undefined : 'font-semibold'} />
      <LatencyCell signals={service.signals} quantile="p95" />
      <SloCell slo={service.slo} />
      <TableCell>
        <VersionShares versions={service.versions} />
      </TableCell>
      <TableCell numeric>
        <InSync proxies={service.proxies} />
      </TableCell>
      <TableCell className="max-w-90">
        <HealthReasons service={service} />
      </TableCell>
    </TableRow>
  )
}

/** What is not an ordinary service says so. */
export function KindMark({ service }: { service: Pick<ServiceSummary, 'kind' | 'declared'> }) {
  if (service.kind !== 'service') return <Chip>{service.kind}</Chip>
  return service.declared ? null : <Chip title="Found in traffic; no mesh document declares it">not declared</Chip>
}

function FaultBadge({ overlays }: Pick<ServiceSummary, 'overlays'>) {
  const faults = overlays.filter((overlay) => overlay.kind === 'fault')
  if (faults.length === 0) return null
  return (
    <Chip tone="fault" icon={<FlaskConical size={12} aria-hidden />} title={faults.map((fault) => displayName(fault.text, 200)).join('; ')}>
      {faults.length === 1 ? 'fault' : `${faults.length} faults`}
    </Chip>
  )
}

function CanaryBadge({ overlays }: Pick<ServiceSummary, 'overlays'>) {
  return overlays
    .filter((overlay) => overlay.kind === 'canary')
    .map((canary) => (
      <Chip key={canary.id} tone="canary" icon={<Split size={12} aria-hidden />} title={displayName(canary.text, 200)}>
        canary
      </Chip>
    ))
}

function VersionShares({ versions }: Pick<ServiceSummary, 'versions'>) {
  if (versions.length === 0) return null
  if (versions.length === 1) return <Name text={versions[0]?.name ?? ''} className="text-muted" />
  return (
    <span className="inline-flex gap-2">
      {versions.map((version, index) => (
        <span key={version.name} className={cx('whitespace-nowrap', index > 0 && 'text-canary')}>
          <Name text={version.name} limit={16} /> {version.weightPercent === null ? '–' : `${version.weightPercent} %`}
        </span>
      ))}
    </span>
  )
}

function InSync({ proxies }: Pick<ServiceSummary, 'proxies'>) {
  if (proxies.total === 0) return <span className="text-faint">no proxy</span>
  const short = proxies.inSync < proxies.total
  return (
    <span className={short ? 'font-semibold text-warn' : 'text-muted'} title={`${proxies.answering} of ${proxies.total} answering`}>
      {proxies.inSync} of {proxies.total}
    </span>
  )
}

/** Healthy is quiet: an ordinary row says nothing. */
function HealthReasons({ service }: { service: ServiceSummary }) {
  if (service.health === 'healthy') return <span className="sr-only">healthy</span>
  const reason = service.healthReasons.map((text) => displayName(text, 160)).join('; ')
  return (
    <StatusMark status={service.health} text={reason === '' ? service.health : `${service.health}: ${reason}`} className="[&>svg]:hidden" />
  )
}
