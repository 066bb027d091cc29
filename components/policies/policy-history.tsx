'use client'
import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { parseAsBoolean, parseAsInteger, useQueryStates } from 'nuqs'
import { foldLines } from '@/components/changes/policy-lines'
import { PolicyText } from '@/components/changes/policy-text'
import { QueryError } from '@/components/frame/query-error'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import type { RevisionsResponse, RevisionWire } from '@/lib/api/revisions'
import { revisionsQuery } from '@/lib/api/revisions-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatAbsolute } from '@/lib/mesh/format-time'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { RestoreSheet } from './restore-sheet'

/** Every kept revision of a policy: any two compared, any earlier one restored by a plan like every edit. Which two stands in the URL. */
export function PolicyHistory({ service }: { service: string }) {
  const query = useQuery(revisionsQuery(service))
  return (
    <Section title="History" note={query.data && `${query.data.revisions.length} kept revisions`}>
      {query.data ? (
        <Compared history={query.data} />
      ) : query.error ? (
        <QueryError size="inline" error={query.error} title="The history could not be read" onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton className="h-24" />
      )}
    </Section>
  )
}

function Compared({ history }: { history: RevisionsResponse }) {
  const { revisions, present, service } = history
  const [asked, ask] = useQueryStates({ older: parseAsInteger, newer: parseAsInteger, restore: parseAsBoolean })
  const pick = (wanted: number | null, otherwise: number): RevisionWire | undefined =>
    revisions.find(({ revision }) => revision === wanted) ?? revisions[Math.min(otherwise, revisions.length - 1)]
  const [newer, older] = [pick(asked.newer, 0), pick(asked.older, 1)]
  if (!newer || !older || revisions.length < 2) return <p className="text-12 text-muted">It was never changed.</p>
  const lines = diffPolicy(older.policy, newer.policy)
  const isSame = lines.every((line) => line.kind === 'same')
  const options = revisions.map((each) => ({ value: String(each.revision), label: nameOf(each) }))
  const why = older.revision === present ? 'it is the present one' : present === null ? 'the service has left the mesh' : null
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-2 text-12">
        <Select
          label="Older revision"
          value={String(older.revision)}
          options={options}
          onChange={(value) => void ask({ older: Number(value) })}
          className="max-w-64"
        />
        <span className="text-muted">against</span>
        <Select
          label="Newer revision"
          value={String(newer.revision)}
          options={options}
          onChange={(value) => void ask({ newer: Number(value) })}
          className="max-w-64"
        />
        <span className="flex-1" />
        <Button
          icon={<RotateCcw size={14} aria-hidden />}
          disabledReason={why}
          onClick={() => void ask({ older: older.revision, restore: true })}
        >
          Restore revision {older.revision}…
        </Button>
      </div>
      {older.sentence && <Made revision={older} />}
      {newer.sentence && <Made revision={newer} />}
      {isSame ? (
        <p className="text-12 text-muted">The two documents are the same.</p>
      ) : (
        <PolicyText lines={foldLines(lines)} label={`Revision ${older.revision} against ${newer.revision}`} />
      )}
      {asked.restore && why === null && <RestoreSheet service={service} from={older} onClose={() => void ask({ restore: null })} />}
    </>
  )
}

function Made({ revision: { revision, sentence, actor, reason } }: { revision: RevisionWire }) {
  return (
    <p className="mb-1 break-words text-12 text-muted">
      <strong className="text-text">{revision}</strong> {displayName(sentence ?? '', 160)} {displayName(actor ?? '')}, “
      {displayName(reason ?? '', 120)}”
    </p>
  )
}

const nameOf = ({ revision, at, actor }: RevisionWire): string =>
  at === null
    ? `${revision}, with the mesh document`
    : `${revision}, ${formatAbsolute(Date.parse(at)).slice(0, 16)}, ${displayName(actor ?? '', 20)}`
