'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { UndoWithReason } from '@/components/changes/undo-with-reason'
import { QueryError } from '@/components/frame/query-error'
import { Moment } from '@/components/page/moment'
import { changeRoute } from '@/components/page/routes'
import { SheetSection } from '@/components/ui/sheet-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { changeQuery } from '@/lib/api/changes-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { formatSpan } from '@/lib/mesh/format-time'
import { outcomeMeaning } from './canary-words'
import { OutcomeMark } from './outcome-mark'

/** How it ended, with the proof that its weight is where the outcome says, the change that did it, and the way back. */
export function CanaryEnd({ canary }: { canary: CanaryDetailWire }) {
  if (canary.state !== 'ended' || !canary.outcome) return null
  const newest = canary.changes.at(-1)
  return (
    <SheetSection level={2} title="Outcome" note={<Moment at={canary.endedAt} />}>
      <p className="text-15">
        <OutcomeMark outcome={canary.outcome} />
      </p>
      <p className="mt-1 break-words text-13">{displayName(canary.stateText, 400)}</p>
      <p className="mt-1 text-12 text-muted">
        {outcomeMeaning[canary.outcome]} {proofWords(canary)}
      </p>
      {newest ? (
        <Deed id={newest} />
      ) : (
        <p className="mt-2 text-12 text-muted">It made no change of the policy, so there is nothing to undo.</p>
      )}
    </SheetSection>
  )
}

/** `v2 at 0 % was loaded on 11 of 11 proxies, 1.2 s after the decision.` */
function proofWords({ inForce, version, weight, timeline, endedAt }: CanaryDetailWire): string {
  if (inForce.total === 0) return 'No proxy that calls it is connected, so there is none to prove it on.'
  const decided = timeline.findLast((event) => event.kind === 'record' && (event.to === 'rolling_back' || event.to === 'promoting'))
  const span = decided && endedAt ? `, ${formatSpan(Date.parse(endedAt) - Date.parse(decided.at))} after the decision` : ''
  return `${displayName(version, 20)} at ${weight} % is loaded on ${inForce.loaded} of ${formatPlural(inForce.total, 'proxy', 'proxies')}${span}.`
}

function Deed({ id }: { id: string }) {
  const { data: change, error, refetch } = useQuery(changeQuery(id))
  if (!change) {
    if (error)
      return <QueryError size="inline" title="The change that did it could not be read" error={error} onRetry={() => void refetch()} />
    return <Skeleton className="mt-2 h-16" />
  }
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <Link href={changeRoute(change.id)} className="min-w-0 flex-1 basis-48 break-words text-13 font-medium text-accent hover:underline">
        {displayName(change.sentence, 220)}
      </Link>
      <UndoWithReason change={change} size="medium" words={change.undoneBy ? 'Undone' : 'Undo…'} className="max-sm:h-11" />
    </div>
  )
}
