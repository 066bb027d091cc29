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
import { ShiftPlan } from './shift-plan'
import type { Weights } from './weights-of'

type Props = {
  /** `namespace/name`. */
  service: string
  open: boolean
  onClose: () => void
  /** Weights to begin with instead of the present ones. */
  initial?: Weights | null | undefined
  /** With a change the sheet shows its evidence instead of the editor. */
  changeId?: string | null | undefined
  onApplied: (change: ChangeWire) => void
  /** The weights as planned, for the picture beside the sheet; null when the sheet has none. */
  onPlanned?: ((weights: Weights | null) => void) | undefined
}

/** Shift traffic between the versions of a service: weights, plan, apply, evidence, undo, in one sheet. */
export function ShiftSheet({ changeId, ...props }: Props) {
  if (!props.open) return null
  return changeId ? <EvidenceSheet {...props} changeId={changeId} /> : <ShiftPlan {...props} />
}

function EvidenceSheet({ service, changeId, onClose, onApplied }: Props & { changeId: string }) {
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
