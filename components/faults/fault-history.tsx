'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { faultEffect, faultScope, faultTarget } from '@/components/frame/fault-words'
import { Moment } from '@/components/page/moment'
import { faultRoute } from '@/components/page/routes'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatCount } from '@/lib/mesh/format'
import { OutcomeMark } from './outcome-mark'

/** Faults that are over, newest first; how each ended stands where a phone still shows it. */
export function FaultHistory({ faults }: { faults: readonly FaultWire[] }) {
  const router = useRouter()
  return (
    <section aria-labelledby="fault-history">
      <h2 id="fault-history" className="px-6 pt-4 pb-1 text-12 font-semibold max-sm:px-4">
        History
      </h2>
      {faults.length === 0 ? (
        <p className="px-6 pb-4 text-12 text-muted max-sm:px-4">No fault has ended yet.</p>
      ) : (
        <Table label="History of faults" className="min-w-[900px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>when</TableHead>
              <TableHead>outcome</TableHead>
              <TableHead>target</TableHead>
              <TableHead>fault</TableHead>
              <TableHead>scope</TableHead>
              <TableHead numeric>touched</TableHead>
              <TableHead>why</TableHead>
              <TableHead>who</TableHead>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <TableRow key={fault.id} onClick={() => router.push(faultRoute(fault.id))}>
                <TableCell className="whitespace-nowrap text-muted">
                  <Moment at={fault.at} />
                </TableCell>
                <TableCell>{fault.outcome && <OutcomeMark outcome={fault.outcome} />}</TableCell>
                <TableCell>
                  <Link href={faultRoute(fault.id)} className="font-semibold hover:underline" onClick={(event) => event.stopPropagation()}>
                    {faultTarget(fault)}
                  </Link>
                </TableCell>
                <TableCell className="whitespace-nowrap">{faultEffect(fault)}</TableCell>
                <TableCell className="min-w-32 text-muted">{faultScope(fault)}</TableCell>
                <TableCell numeric>{touchedCount(fault)}</TableCell>
                <TableCell className="max-w-80 truncate text-muted" title={fault.stateReason ?? fault.reason}>
                  {displayName(fault.stateReason ?? fault.reason, 100)}
                </TableCell>
                <TableCell className="text-muted">{displayName(fault.actor, 32)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

/** What was not counted is unknown, not 0. */
function touchedCount({ injected, bandwidth }: FaultWire): string {
  const counted = injected.aborts + injected.delays + (injected.limits ?? 0)
  const isUntold = bandwidth !== undefined && injected.limits === undefined
  if (!isUntold && !injected.isPartial) return formatCount(counted)
  return counted === 0 ? 'not known' : `at least ${formatCount(counted)}`
}
