'use client'
import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows, History } from 'lucide-react'
import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { Missing } from '@/components/page/missing'
import { Moment } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { changeRoute, serviceRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Section } from '@/components/page/section'
import { usePageTitle } from '@/components/page/use-page-title'
import { EvidenceView } from '@/components/policies/evidence-view'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { changeQuery } from '@/lib/api/changes-queries'
import { displayName } from '@/lib/mesh/display-name'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { ChangeEffect } from './change-effect'
import { ChangeReason } from './change-reason'
import { foldLines } from './policy-lines'
import { PolicyText } from './policy-text'
import { UndoWithReason } from './undo-with-reason'

/** One change: the sentence, who and why, what differs, the proof per proxy, its effect, and the way back. */
export function ChangeDetail({ id, query }: { id: string; query: string }) {
  const change = useQuery(changeQuery(id))
  usePageTitle(change.data?.sentence ?? null)
  return (
    <div className="min-w-0">
      <Link href={asRoute(`/changes${query}`)} className="inline-flex h-11 items-center px-4 text-13 text-accent hover:underline lg:hidden">
        All changes
      </Link>
      <QueryPart query={change} what="The change" skeleton={<RowSkeleton rows={6} />} missing={<NoSuchChange id={id} />}>
        {(data) => <Loaded change={data} query={query} />}
      </QueryPart>
    </div>
  )
}

function Loaded({ change, query }: { change: ChangeWire; query: string }) {
  const lines = diffPolicy(change.before, change.after)
  const differs = lines.some((line) => line.kind !== 'same')
  return (
    <>
      <header className="flex flex-wrap items-start gap-3 border-line border-b px-6 py-4 max-sm:px-4">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="break-words text-15 font-semibold">{displayName(change.sentence, 300)}</h2>
          <p className="mt-1 break-words text-12 text-muted">
            {displayName(change.actor)}, <Moment at={change.at} />, revision {change.policyRevision - 1} → {change.policyRevision} of{' '}
            <Link href={serviceRoute(change.service)} className="text-accent underline">
              {displayName(change.service)}
            </Link>
          </p>
          <ChangeReason key={change.id} change={change} />
          <Relations change={change} query={query} />
        </div>
        <UndoWithReason change={change} className="max-sm:h-11 max-sm:w-full" />
      </header>
      <Section title="What changed" note={change.before === null ? 'the first policy' : undefined}>
        {differs ? (
          <PolicyText lines={foldLines(lines)} label="Lines that differ" />
        ) : (
          <p className="text-12 text-muted">The document is the same as before.</p>
        )}
      </Section>
      <div className="border-line border-b">
        <EvidenceView change={change} size="change" hasUndo={false} />
      </div>
      <ChangeEffect change={change} />
      <MeshAround change={change} />
      <p className="flex items-start gap-2 px-6 py-3 text-12 text-muted max-sm:px-4">
        <History size={14} aria-hidden className="mt-0.5 shrink-0" />
        Undo is a change of its own. Later edits of other parts stay; where one depends on this change, the undo is refused and says which.
      </p>
    </>
  )
}

const aroundMs = 15 * 60_000

/** The way to the whole mesh before and after: what else became slower, failed or appeared. */
function MeshAround({ change }: { change: ChangeWire }) {
  const now = useNow(30_000)
  const at = Date.parse(change.at)
  const isOver = now !== null && now > at + aroundMs
  const query = new URLSearchParams({
    from: change.at,
    ...(isOver ? { to: new Date(at + aroundMs).toISOString() } : {}),
    compare: `before:${change.id}`,
    overlay: 'change',
  })
  return (
    <p className="border-line border-b px-6 py-3 text-12 max-sm:px-4">
      <Link
        prefetch={false}
        href={asRoute(`/?${query}`)}
        className="inline-flex items-center gap-2 text-accent hover:underline max-sm:h-11"
      >
        <GitCompareArrows size={14} aria-hidden />
        The mesh before and after this change
      </Link>
    </p>
  )
}

function Relations({ change, query }: { change: ChangeWire; query: string }) {
  return (
    <>
      {change.undoes && (
        <p className="text-12">
          <Link href={changeRoute(change.undoes, query)} className="text-accent hover:underline">
            Undoes an earlier change
          </Link>
        </p>
      )}
      {change.undoneBy && (
        <p className="text-12">
          <Link href={changeRoute(change.undoneBy, query)} className="text-accent hover:underline">
            Undone by a later change
          </Link>
        </p>
      )}
    </>
  )
}

function NoSuchChange({ id }: { id: string }) {
  return (
    <Missing title="No such change" href={asRoute('/changes')} words="All changes">
      Nothing is stored under <Name text={id} className="font-mono text-12" />. The address may be cut off, or of another Outrider.
    </Missing>
  )
}
