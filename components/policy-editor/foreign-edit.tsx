'use client'
import { useQuery } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { foldLines } from '@/components/changes/policy-lines'
import { PolicyText } from '@/components/changes/policy-text'
import { Button } from '@/components/ui/button'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import { changesQuery } from '@/lib/api/changes-queries'
import type { PolicyResponse } from '@/lib/api/policies'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import type { Policy } from '@/lib/mesh/policy'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { type MergeConflict, mergePolicy } from '@/lib/routing/merge-policy'
import type { PolicyDraft } from './use-policy-draft'

type Props = { draft: PolicyDraft; theirs: PolicyResponse }

/** Somebody else changed the policy under one's edit: who, what, where both meet, and the two ways on. Nothing is merged by itself. */
export function ForeignEdit({ draft, theirs }: Props) {
  const { data } = useQuery(changesQuery({ service: theirs.policy.service, limit: 20 }))
  const change = data?.changes.find(({ policyRevision }) => policyRevision === theirs.revision)
  const mine = draft.read
  return (
    <section aria-label="Another edit" className="border-warn-mark/50 border-b bg-warn-tint px-6 py-3 max-sm:px-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <GitMerge size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        <div role="alert" className="min-w-0 flex-1 basis-60">
          <p className="text-13 font-semibold">
            {change ? `${displayName(change.actor)} changed this policy meanwhile` : 'This policy was changed meanwhile'}; it is revision{' '}
            {theirs.revision} now, your edit is based on {draft.revision}
          </p>
          {change && (
            <p className="break-words text-13 text-muted">
              {showMarks(change.sentence)} “{displayName(change.reason, 120)}”
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={draft.discard}>Take theirs</Button>
          <Button disabledReason={mine ? null : 'Your text is no policy as it stands: mend it first'} onClick={draft.rebase}>
            Keep mine on top of theirs
          </Button>
        </div>
      </div>
      {mine && <ThreeWay base={draft.base} mine={mine} theirs={theirs.policy} />}
    </section>
  )
}

/** What both began with, what they made of it, what one wrote oneself. */
function ThreeWay({ base, mine, theirs }: { base: Policy; mine: Policy; theirs: Policy }) {
  const merged = mergePolicy(base, mine, theirs)
  return (
    <div className="mt-2 flex flex-col gap-2 sm:pl-7">
      {merged.ok ? (
        <p className="text-13">The two edits touch different parts, so yours fits on top of theirs.</p>
      ) : (
        <Conflicts conflicts={merged.conflicts} />
      )}
      <div className="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
        <Diff label="What they changed" from={base} to={theirs} />
        <Diff label="What you changed" from={base} to={mine} />
      </div>
    </div>
  )
}

function Diff({ label, from, to }: { label: string; from: Policy; to: Policy }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-12 font-semibold">{label}</p>
      <PolicyText lines={foldLines(diffPolicy(from, to))} label={label} />
    </div>
  )
}

function Conflicts({ conflicts }: { conflicts: readonly MergeConflict[] }) {
  const text = (value: string | null): string => (value === null ? 'none' : displayName(value, 120))
  return (
    <>
      <p className="text-13">Both edits changed the same part. On top of theirs yours replaces it; everything else of theirs stays.</p>
      <Table label="Where the two edits meet" size="panel">
        <thead>
          <tr>
            <TableHead>part</TableHead>
            <TableHead>was</TableHead>
            <TableHead>theirs</TableHead>
            <TableHead>yours</TableHead>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ path, base, theirs, mine }) => (
            <TableRow key={path}>
              <TableCell>{showMarks(path)}</TableCell>
              <TableCell className="font-mono">{text(base)}</TableCell>
              <TableCell className="font-mono">{text(theirs)}</TableCell>
              <TableCell className="font-mono">{text(mine)}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </>
  )
}
