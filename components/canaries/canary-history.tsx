'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { canaryTarget } from '@/components/frame/canary-words'
import { Moment } from '@/components/page/moment'
import { canaryRoute } from '@/components/page/routes'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatSpan } from '@/lib/mesh/format-time'
import { OutcomeMark } from './outcome-mark'

/** Canaries that are over, newest first. */
export function CanaryHistory({ canaries }: { canaries: readonly CanaryWire[] }) {
  const router = useRouter()
  return (
    <section aria-labelledby="canary-history">
      <h2 id="canary-history" className="px-6 pt-4 pb-1 text-12 font-semibold max-sm:px-4">
        History
      </h2>
      {canaries.length === 0 ? (
        <p className="px-6 pb-4 text-12 text-muted max-sm:px-4">No canary has ended yet.</p>
      ) : (
        <Table label="History of canaries" className="min-w-[900px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>when</TableHead>
              <TableHead>version</TableHead>
              <TableHead>outcome</TableHead>
              <TableHead numeric>weight</TableHead>
              <TableHead>verdict, in words</TableHead>
              <TableHead numeric>took</TableHead>
              <TableHead>who</TableHead>
            </tr>
          </thead>
          <tbody>
            {canaries.map((canary) => (
              <TableRow key={canary.id} onClick={() => router.push(canaryRoute(canary.id))}>
                <TableCell className="whitespace-nowrap text-muted">
                  <Moment at={canary.startedAt ?? canary.at} />
                </TableCell>
                <TableCell>
                  <Link
                    href={canaryRoute(canary.id)}
                    className="font-semibold hover:underline"
                    onClick={(event) => event.stopPropagation()}
                  >
                    {canaryTarget(canary)}
                  </Link>
                </TableCell>
                <TableCell>{canary.outcome && <OutcomeMark outcome={canary.outcome} />}</TableCell>
                <TableCell numeric>{canary.weight} %</TableCell>
                <TableCell className="max-w-100 truncate text-muted" title={displayName(canary.stateText, 400)}>
                  {displayName(canary.outcome === 'promoted' ? canary.judgement.sentence : canary.stateText, 120)}
                </TableCell>
                <TableCell numeric>{tookWords(canary)}</TableCell>
                <TableCell className="text-muted">{displayName(canary.actor, 32)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

const tookWords = ({ startedAt, endedAt }: CanaryWire): string =>
  startedAt && endedAt ? formatSpan(Date.parse(endedAt) - Date.parse(startedAt)) : 'not started'
