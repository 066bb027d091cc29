import { GitMerge } from 'lucide-react'
import { foldLines } from '@/components/changes/policy-lines'
import { PolicyText } from '@/components/changes/policy-text'
import { Button } from '@/components/ui/button'
import type { PolicyWire } from '@/lib/api/policies-queries'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { describeConflict } from '@/lib/routing/describe-conflict'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { mergePolicy } from '@/lib/routing/merge-policy'
import type { Conflict } from './use-plan'

type Props = { conflict: Conflict; mine: PolicyWire | null; onRebase: () => void }

/** Somebody was quicker: their edit, where it and one's own meet, and the way to go on with one's own on top of it. */
export function ConflictNote({ conflict, mine, onRebase }: Props) {
  const { change } = conflict
  return (
    <div role="alert" className="border-warn-mark/50 border-b bg-warn-tint px-5 py-3">
      <div className="flex items-start gap-2">
        <GitMerge size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        <div className="min-w-0 flex-1">
          <p className="text-13 font-semibold">
            {change ? `${displayName(change.actor)} changed this policy meanwhile` : 'This policy was changed meanwhile'}; it is revision{' '}
            {conflict.revision} now
          </p>
          {change && (
            <p className="break-words text-13 text-muted">
              {change.sentence} “{displayName(change.reason, 120)}”
            </p>
          )}
          <p className="text-13 text-muted">Nothing of yours was applied; your weights are kept.</p>
        </div>
        <Button onClick={onRebase}>Plan on top of it</Button>
      </div>
      {mine && <ThreeWay conflict={conflict} mine={mine} />}
    </div>
  )
}

/** Base, theirs and mine: their edit line by line, and each part that both changed with its three values. */
function ThreeWay({ conflict: { base, policy: theirs }, mine }: { conflict: Conflict; mine: PolicyWire }) {
  if (!base || !theirs) return null
  const merged = mergePolicy(base, mine, theirs)
  const names = { base: 'was', theirs: 'theirs', mine: 'yours' }
  return (
    <div className="mt-2 pl-6">
      {merged.ok ? (
        <p className="text-13">The two edits touch different parts, so yours fits on top of theirs.</p>
      ) : (
        <>
          <p className="text-13">Both edits changed the same part; on top of theirs, yours replaces it:</p>
          <ul className="list-disc pl-4 text-12">
            {merged.conflicts.map((each) => (
              <li key={each.path} className="break-words">
                {showMarks(describeConflict(each, names))}
              </li>
            ))}
          </ul>
        </>
      )}
      <details className="mt-1">
        <summary className="cursor-pointer text-12 text-accent">What they changed</summary>
        <div className="mt-1">
          <PolicyText lines={foldLines(diffPolicy(base, theirs))} label="What they changed" />
        </div>
      </details>
    </div>
  )
}
