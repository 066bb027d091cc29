'use client'
import { useQuery } from '@tanstack/react-query'
import { EvidenceSquares } from '@/components/policies/evidence-squares'
import { countReached } from '@/components/policies/evidence-times'
import { UndoButton } from '@/components/policies/undo-button'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { changeQuery } from '@/lib/api/changes-queries'
import { showMarks } from '@/lib/mesh/display-name'
import { cannotWords } from '@/lib/mesh/evidence'
import { PanelSection } from './panel-section'

type Props = { change: ChangeWire; onOpen: () => void }

const lateAfterMs = 5000

/** The line that follows the newest change: stored, accepted, loaded, observed of n proxies; with the way back. */
export function ChangeProgress({ change: given, onOpen }: Props) {
  const { data } = useQuery({
    ...changeQuery(given.id),
    refetchInterval: (query) => (query.state.data && query.state.data.inForce.observed < query.state.data.inForce.total ? 1000 : false),
  })
  const change = data ?? given
  const now = useNow()
  const isLate = now !== null && now - Date.parse(change.at) > lateAfterMs
  const total = change.inForce.total
  const cannot = cannotWords(change.evidence)
  const isForce = total > 0 && change.inForce.loaded === total
  return (
    <PanelSection
      title={
        isForce
          ? `In force on ${change.inForce.loaded} of ${total}${cannot}`
          : total === 0
            ? 'Stored; no proxy uses it yet'
            : `Loaded on ${change.inForce.loaded} of ${total}${cannot}`
      }
      note={total > 0 ? `observed ${change.inForce.observed} of ${total}` : undefined}
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1" aria-live="polite">
          <button type="button" onClick={onOpen} className="block max-w-full break-words text-left text-13 hover:underline">
            {showMarks(change.sentence)}
          </button>
          {change.evidence.length > 0 && (
            <p className="text-12 text-muted">
              stored {countReached(change.evidence, 'stored')} · accepted {countReached(change.evidence, 'accepted')} · loaded{' '}
              {countReached(change.evidence, 'loaded')} · observed {countReached(change.evidence, 'observed')}
            </p>
          )}
          <div className="mt-2">
            <EvidenceSquares rows={change.evidence} size="change" isLate={isLate} />
          </div>
        </div>
        <UndoButton change={change} />
      </div>
    </PanelSection>
  )
}
