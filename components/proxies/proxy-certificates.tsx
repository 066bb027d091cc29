import { Section } from '@/components/page/section'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ProxyDetailWire } from '@/lib/api/proxies'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'

const soonDays = 14

/** Its certificates with the days left; where they are not known, why. */
export function ProxyCertificates({ proxy }: { proxy: ProxyDetailWire }) {
  return (
    <Section title="Certificates">
      {proxy.certificates.length === 0 ? (
        <p className="break-words text-12 text-muted">
          {proxy.certificatesProblem ? `Not known: ${displayName(proxy.certificatesProblem, 300)}.` : 'It holds none.'}
        </p>
      ) : (
        <Table label="Certificates" size="panel" className="min-w-[400px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>name</TableHead>
              <TableHead>path</TableHead>
              <TableHead numeric>left</TableHead>
            </tr>
          </thead>
          <tbody>
            {proxy.certificates.map((certificate) => {
              const days = certificate.daysUntilExpiration
              const isSoon = days !== null && days < soonDays
              return (
                <TableRow key={`${certificate.path} ${certificate.serial}`} tone={isSoon ? 'warn' : undefined}>
                  <TableCell>{displayName(certificate.subjectAltNames.join(', '), 80)}</TableCell>
                  <TableCell className="font-mono text-muted">{displayName(certificate.path, 60)}</TableCell>
                  <TableCell numeric className={isSoon ? 'font-semibold text-warn' : ''}>
                    {days === null ? '–' : formatPlural(Math.floor(days), 'day')}
                  </TableCell>
                </TableRow>
              )
            })}
          </tbody>
        </Table>
      )}
    </Section>
  )
}
