import { Section } from '@/components/page/section'
import { cx } from '@/components/ui/cx'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ServiceDetail } from '@/lib/api/services'
import { resilienceRows } from './resilience-rows'

/** Timeouts, retries, breakers and limits: what is set beside what was seen of it. */
export function ServiceResilience({ service }: { service: ServiceDetail }) {
  const rows = resilienceRows(service)
  if (rows.length === 0) return null
  return (
    <Section
      title="Configured and observed"
      note={service.traffic?.side === 'server' ? 'counted by its own proxies alone' : 'caller’s side, in this time'}
    >
      <Table label="Configured and observed" size="panel" className="min-w-[480px]">
        <thead>
          <tr className="bg-bg">
            <TableHead>what</TableHead>
            <TableHead>configured</TableHead>
            <TableHead>observed</TableHead>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, configured, observed, isHit }) => (
            <TableRow key={what}>
              <TableCell className="whitespace-nowrap">{what}</TableCell>
              <TableCell className="text-muted">{configured}</TableCell>
              <TableCell className={cx(isHit && 'font-semibold')}>{observed}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}
