'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { PageHead } from '@/components/frame/page-head'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { DriftWire } from '@/lib/api/drift'
import { driftQuery } from '@/lib/api/drift-queries'
import { faultsQuery } from '@/lib/api/faults-queries'
import { isFaultActive } from '@/lib/mesh/fault'
import { FaultCard } from './fault-card'
import { FaultCharts } from './fault-charts'
import { FaultHistory } from './fault-history'
import { FaultLock } from './fault-lock'
import { isFaultResidue } from './is-fault-residue'
import { NewFaultSheet } from './new-fault-sheet'
import { ResiduePart } from './residue-part'

/** Live faults first, then history; the form of a new one is in the URL (`?new=shop/ratings`, or `?new=` for any). */
export function FaultsView() {
  const query = useQuery(faultsQuery({ limit: 200 }))
  const [{ new: preset }, setUrl] = useQueryStates({ new: parseAsString })
  const drift = useQuery(driftQuery()).data?.drift
  const faults = query.data?.faults ?? []
  const live = faults.filter(isFaultActive)
  const ended = faults.filter((fault) => fault.state === 'ended')
  const lock = query.data?.lock ?? null
  const lockedReason = lock?.locked ? 'new faults are locked; release the lock first' : null
  const open = () => void setUrl({ new: 'any' })
  return (
    <>
      <PageHead
        title="Faults"
        aside={query.data && `${live.length} live, ${ended.length} in the history${residueWords(drift)}`}
        actions={
          <Button
            variant="primary"
            size="large"
            className="max-sm:h-11"
            icon={<FlaskConical size={16} aria-hidden />}
            disabledReason={lockedReason}
            onClick={open}
          >
            New fault…
          </Button>
        }
      />
      <QueryPart query={query} what="The faults" skeleton={<RowSkeleton />}>
        {() => (
          <>
            <FaultLock lock={lock} />
            <ResiduePart />
            {live.map((fault) => (
              <div key={fault.id} className="grid grid-cols-1 lg:grid-cols-[minmax(0,11fr)_minmax(0,14fr)] lg:[&>*:first-child]:border-r">
                <FaultCard fault={fault} linked />
                <FaultCharts fault={fault} />
              </div>
            ))}
            {faults.length === 0 ? <NoFaults /> : <FaultHistory faults={ended} />}
          </>
        )}
      </QueryPart>
      <NewFaultSheet
        open={preset !== null && lockedReason === null}
        onClose={() => void setUrl({ new: null })}
        service={preset?.includes('/') ? preset : undefined}
      />
    </>
  )
}

/** Nothing while it is not known. */
function residueWords(drift: readonly DriftWire[] | undefined): string {
  if (!drift) return ''
  return `, ${drift.filter(isFaultResidue).length || 'none'} in the mesh without a lease`
}

function NoFaults() {
  return (
    <EmptyState title="No fault was ever injected" drawing={<FlaskConical size={48} strokeWidth={1} aria-hidden />}>
      A fault aborts or delays a share of the requests to one service, for a time that is set before. It ends by itself, also when Outrider
      is gone.
    </EmptyState>
  )
}
