'use client'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHead } from '@/components/frame/page-head'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { EmptyState } from '@/components/ui/empty-state'
import { Segmented } from '@/components/ui/segmented'
import { Select } from '@/components/ui/select'
import { useNow } from '@/components/ui/use-now'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { changesQuery } from '@/lib/api/changes-queries'
import { toQuery } from '@/lib/api/client'
import { faultsQuery } from '@/lib/api/faults-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { ChangeDetail } from './change-detail'
import { dayWords } from './day-words'
import { buildTimeline, idOf, type TimelineDay, type TimelineKind } from './timeline'
import { TimelineRow } from './timeline-row'

const kinds: readonly TimelineKind[] = ['all', 'change', 'canary', 'fault']
const kindOptions = [
  { value: 'all', label: 'All' },
  { value: 'change', label: 'Policy edits' },
  { value: 'canary', label: 'Canaries' },
  { value: 'fault', label: 'Faults' },
] as const
const every = ' all'
const limit = 200

/** One timeline of policy edits, canaries and faults; `openId` is the change that is shown beside it. */
export function ChangesView({ openId }: { openId: string | null }) {
  const [{ service, kind }, setFilter] = useQueryStates({ service: parseAsString, kind: parseAsStringLiteral(kinds).withDefault('all') })
  const changes = useQuery(changesQuery({ limit }))
  const faults = useQuery(faultsQuery({ limit }))
  const canaries = useQuery(canariesQuery({ limit }))
  const all = [...(changes.data?.changes ?? []), ...(faults.data?.faults ?? []), ...(canaries.data?.canaries ?? [])]
  const services = [...new Set([...all.map((each) => each.service), ...(service ? [service] : [])])].sort()
  const keep = (each: { service: string }): boolean => service === null || each.service === service
  const query = toQuery({ service, kind: kind === 'all' ? null : kind })
  return (
    <div className="flex min-h-full flex-col">
      <PageHead
        title="Changes"
        aside={
          changes.data &&
          faults.data &&
          canaries.data &&
          headWords(changes.data.changes.length, canaries.data.canaries.length, faults.data.faults.length)
        }
        actions={
          <>
            <Select
              label="Service"
              size="large"
              className="max-sm:h-11"
              value={service ?? every}
              options={[{ value: every, label: 'Every service' }, ...services.map((name) => ({ value: name, label: displayName(name) }))]}
              onChange={(value) => void setFilter({ service: value === every ? null : value })}
            />
            <Segmented label="Kind" size="large" value={kind} options={kindOptions} onChange={(value) => void setFilter({ kind: value })} />
          </>
        }
      />
      <QueryPart query={changes} what="The changes" skeleton={<RowSkeleton />}>
        {(data) => {
          const days = buildTimeline(
            {
              changes: data.changes.filter(keep),
              faults: (faults.data?.faults ?? []).filter(keep),
              canaries: (canaries.data?.canaries ?? []).filter(keep),
            },
            kind,
          )
          return (
            <div className="grid flex-1 grid-cols-1 lg:grid-cols-2">
              <div
                className={
                  openId === null ? 'lg:min-h-[calc(100dvh-110px)] lg:border-r' : 'max-lg:hidden lg:min-h-[calc(100dvh-110px)] lg:border-r'
                }
              >
                {days.length === 0 ? <NoChanges isFiltered={all.length > 0} /> : <Timeline days={days} openId={openId} query={query} />}
              </div>
              {openId === null ? <NothingOpen hasAny={days.length > 0} /> : <ChangeDetail id={openId} query={query} />}
            </div>
          )
        }}
      </QueryPart>
    </div>
  )
}

function headWords(changes: number, canaries: number, faults: number): string {
  const more = (count: number): string => (count >= limit ? 'newest ' : '')
  return `${more(changes)}${formatPlural(changes, 'policy edit')}, ${more(canaries)}${formatPlural(canaries, 'canary', 'canaries')}, ${more(faults)}${formatPlural(faults, 'fault')}`
}

function Timeline({ days, openId, query }: { days: readonly TimelineDay[]; openId: string | null; query: string }) {
  const now = useNow(60_000)
  return (
    <div className="pb-6">
      {days.map(({ day, entries }) => {
        const words = now === null ? { name: day, date: '' } : dayWords(day, now)
        return (
          <section key={day} aria-label={words.name}>
            <h2 className="px-6 pt-4 pb-1 text-12 max-sm:px-4">
              <span className="font-semibold">{words.name}</span> <span className="ml-1 text-faint">{words.date}</span>
            </h2>
            <ol>
              {entries.map((entry) => {
                const id = idOf(entry)
                return (
                  <li key={id}>
                    <TimelineRow entry={entry} isOpen={id === openId} query={query} />
                  </li>
                )
              })}
            </ol>
          </section>
        )
      })}
    </div>
  )
}

function NothingOpen({ hasAny }: { hasAny: boolean }) {
  if (!hasAny) return null
  return (
    <p className="px-6 py-16 text-center text-13 text-faint max-lg:hidden">
      Choose an entry to see what it changed and where it is in force.
    </p>
  )
}

function NoChanges({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyState
      title={isFiltered ? 'Nothing of this kind' : 'Nothing was changed yet'}
      drawing={<History size={48} strokeWidth={1} aria-hidden />}
    >
      {isFiltered
        ? 'No entry matches the service and the kind above.'
        : 'A policy edit, a canary or a fault appears here, with who did it, why, the difference, the proof per proxy and the way back.'}
    </EmptyState>
  )
}
