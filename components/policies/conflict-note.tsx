import { GitMerge } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { displayName } from '@/lib/mesh/display-name'
import type { Conflict } from './use-plan'

/** Somebody was quicker: their edit, and the way to go on with one's own weights on top of it. */
export function ConflictNote({ conflict, onRebase }: { conflict: Conflict; onRebase: () => void }) {
  const { change } = conflict
  return (
    <div role="alert" className="flex items-start gap-2 border-warn-mark/50 border-b bg-warn-tint px-5 py-3">
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
  )
}
