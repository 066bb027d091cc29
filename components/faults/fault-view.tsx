'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { faultEffect, faultTarget } from '@/components/frame/fault-words'
import { PageHead } from '@/components/frame/page-head'
import { Missing } from '@/components/page/missing'
import { Moment } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { proxyRoute, serviceRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Section } from '@/components/page/section'
import { usePageTitle } from '@/components/page/use-page-title'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { FaultWire } from '@/lib/api/faults'
import { faultQuery } from '@/lib/api/faults-queries'
import { displayName } from '@/lib/mesh/display-name'
import { FaultCard } from './fault-card'
import { FaultCharts } from './fault-charts'
import { ReportPart } from './report-part'

/** One fault, live or over, with its proof per proxy. */
export function FaultView({ id }: { id: string }) {
  const query = useQuery(faultQuery(id))
  usePageTitle(query.data ? `Fault on ${faultTarget(query.data)}` : null)
  return (
    <QueryPart query={query} what="The fault" skeleton={<RowSkeleton />} missing={<NoSuchFault id={id} />}>
      {(fault) => (
        <>
          <PageHead
            title={`${faultTarget(fault)}: ${faultEffect(fault)}`}
            sub={`Fault ${displayName(fault.id)}`}
            actions={
              <Link href={serviceRoute(fault.service)} className="text-12 text-accent hover:underline">
                {displayName(fault.service)}
              </Link>
            }
          />
          <div className="grid grid-cols-1 lg:grid-cols-[minmax(0,11fr)_minmax(0,14fr)] lg:[&>*:first-child]:border-r">
            <FaultCard fault={fault} />
            <FaultCharts fault={fault} />
          </div>
          {(fault.state === 'ended' || fault.state === 'removing') && <ReportPart id={fault.id} />}
          <FaultEvidence fault={fault} />
        </>
      )}
    </QueryPart>
  )
}

function FaultEvidence({ fault }: { fault: FaultWire }) {
  return (
    <Section title="Proof per proxy" note="stored, accepted, loaded: read back from the proxy; observed: its own counters">
      {fault.evidence.length === 0 ? (
        <p className="text-12 text-muted">No connected proxy carries requests in this scope, so there is none to prove it on.</p>
      ) : (
        <Table label="Proof per proxy" size="panel" className="min-w-[560px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>proxy</TableHead>
              <TableHead>stage</TableHead>
              <TableHead>accepted</TableHead>
              <TableHead>loaded</TableHead>
              <TableHead>observed</TableHead>
              <TableHead>why not further</TableHead>
            </tr>
          </thead>
          <tbody>
            {fault.evidence.map((row) => (
              <TableRow key={row.proxyId} tone={row.stage === 'rejected' ? 'bad' : undefined}>
                <TableCell>
                  <Link href={proxyRoute(row.proxyId)} className="font-mono hover:underline">
                    <Name text={row.proxyId} limit={40} />
                  </Link>
                </TableCell>
                <TableCell>{row.stage}</TableCell>
                <TableCell>
                  <Moment at={row.at.accepted ?? null} />
                </TableCell>
                <TableCell>
                  <Moment at={row.at.loaded ?? null} />
                </TableCell>
                <TableCell>
                  <Moment at={row.at.observed ?? null} />
                </TableCell>
                <TableCell className="text-muted">{displayName(row.reason ?? '', 200)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}

function NoSuchFault({ id }: { id: string }) {
  return (
    <Missing title="No such fault" href={asRoute('/faults')} words="All faults">
      Nothing is stored under <Name text={id} className="font-mono text-12" />. The address may be cut off, or of another Outrider.
    </Missing>
  )
}
