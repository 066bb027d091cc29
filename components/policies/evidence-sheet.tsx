'use client'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { QueryError } from '@/components/frame/query-error'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { changeQuery } from '@/lib/api/changes-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatMoment } from '@/lib/mesh/format-time'
import { EvidenceView } from './evidence-view'

type Props = {
  /** `namespace/name`. */
  service: string
  changeId: string
  onClose: () => void
  /** Undo was clicked: the undoing change. */
  onApplied: (change: ChangeWire) => void
}

/** The proof of a change in the sheet, with Undo. */
export function EvidenceSheet({ service, changeId, onClose, onApplied }: Props) {
  const { data: change, error, refetch } = useQuery(changeQuery(changeId))
  const now = useNow()
  const sub =
    change && now !== null
      ? `${displayName(change.actor)}, ${formatMoment(Date.parse(change.at), now)}, “${displayName(change.reason, 120)}”`
      : ''
  return (
    <Sheet
      open
      onClose={onClose}
      title={change ? `Change: ${displayName(change.sentence, 120)}` : `Change on ${displayName(service)}`}
      sub={sub}
      foot={
        <>
          <History size={14} aria-hidden className="text-muted" />
          <span className="flex-1 text-12 text-muted">This stays on the change for ever; so does Undo.</span>
          <CopyButton
            text={typeof window === 'undefined' ? '' : `${window.location.origin}/changes/${encodeURIComponent(changeId)}`}
            label="Copy link"
            words="Copy link"
          />
          <Button size="large" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {change && <EvidenceView change={change} onUndone={onApplied} />}
      {!change && !error && <Skeleton className="m-5 h-40" />}
      {error && !change && <QueryError error={error} title="The change could not be read" onRetry={() => void refetch()} />}
    </Sheet>
  )
}
