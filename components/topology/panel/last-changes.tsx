'use client'
import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { UndoButton } from '@/components/policies/undo-button'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { cannotWords } from '@/lib/mesh/evidence'
import { formatAbsolute, formatAgo } from '@/lib/mesh/format-time'
import { PanelSection } from './panel-section'

export function LastChanges({ service, changes }: { service: string; changes: readonly ChangeWire[] }) {
  const now = useNow(10_000)
  return (
    <PanelSection
      title="Last changes"
      note={
        <Link prefetch={false} href={asRoute(`/changes?service=${encodeURIComponent(service)}`)} className="text-accent hover:underline">
          all
        </Link>
      }
    >
      {changes.length === 0 && <p className="text-12 text-muted">Nobody has changed it yet.</p>}
      <ul className="flex flex-col gap-2">
        {changes.slice(0, 4).map((change) => (
          <li key={change.id} className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <Link
                prefetch={false}
                href={asRoute(`/changes/${encodeURIComponent(change.id)}`)}
                className="break-words text-13 font-medium hover:underline"
              >
                {showMarks(change.sentence)}
              </Link>
              <p className="text-12 text-muted" title={formatAbsolute(Date.parse(change.at))}>
                {displayName(change.actor)}
                {now !== null && `, ${formatAgo(Date.parse(change.at), now)}`}
                {change.undoneBy
                  ? ', undone'
                  : `, in force ${change.inForce.loaded} of ${change.inForce.total}${cannotWords(change.evidence)}`}
              </p>
            </div>
            <UndoButton change={change} />
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
