import { Hand, Hourglass, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Moment } from '@/components/page/moment'
import { cx } from '@/components/ui/cx'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { exitWords, isTroubled } from './canary-words'

/** Why it stands still and what ends that; why it has not started; what was asked of it and is not answered. Nothing where nothing holds it. */
export function HoldNote({ canary }: { canary: CanaryDetailWire }) {
  const { hold } = canary
  const waiting = canary.requests.filter((request) => request.answer === null)
  const refused = canary.requests.findLast((request) => request.answer !== null)
  return (
    <>
      {canary.state === 'draft' && canary.problems.length > 0 && (
        <Note icon={<TriangleAlert size={16} aria-hidden className="mt-px shrink-0 text-warn" />} isWarn>
          <strong className="font-semibold">It has not started.</strong> It starts by itself when this is over:
          <ul className="list-disc pl-5">
            {canary.problems.map((problem) => (
              <li key={problem}>{displayName(problem, 300)}</li>
            ))}
          </ul>
        </Note>
      )}
      {hold && (
        <Note icon={<Hand size={16} aria-hidden className="mt-px shrink-0 text-muted" />} isWarn={isTroubled(canary)}>
          <strong className="font-semibold">Held</strong> since <Moment at={hold.since} />: {displayName(hold.text, 300)}. What ends the
          hold: {displayName(exitWords(canary), 300)}.
        </Note>
      )}
      {canary.state === 'rolling_back' && canary.inForce.laggards.length > 0 && (
        <Note icon={<TriangleAlert size={16} aria-hidden className="mt-px shrink-0 text-warn" />} isWarn>
          <strong className="font-semibold">Not back everywhere:</strong> weight 0 is not proved on{' '}
          {canary.inForce.laggards.map((each) => displayName(each, 120)).join(', ')}. It is tried until it is.
        </Note>
      )}
      {waiting.map((request) => (
        <Note key={request.id} icon={<Hourglass size={16} aria-hidden className="mt-px shrink-0 text-muted" />}>
          {displayName(request.actor, 32)} asked to {request.kind} it; the runtime has not answered yet.
        </Note>
      ))}
      {refused?.answer?.accepted === false && (
        <Note icon={<TriangleAlert size={16} aria-hidden className="mt-px shrink-0 text-warn" />}>
          The last wish, to {refused.kind} it, was refused: {displayName(refused.answer.text, 200)}.
        </Note>
      )}
    </>
  )
}

function Note({ icon, isWarn, children }: { icon: ReactNode; isWarn?: boolean; children: ReactNode }) {
  return (
    <div className={cx('flex items-start gap-2 border-line border-b px-6 py-2 text-13 max-sm:px-4', isWarn ? 'bg-warn-tint' : 'bg-sunk')}>
      {icon}
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  )
}
