import { Check, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import { SheetSection } from '@/components/ui/sheet-section'
import { formatRate } from '@/lib/mesh/format'
import type { AffectedTraffic } from './affected-traffic'
import type { FaultDraft } from './fault-draft'
import type { PreflightItem } from './preflight'

const looks: Record<PreflightItem['kind'], { icon: LucideIcon; tone: string }> = {
  blocks: { icon: OctagonX, tone: 'text-bad' },
  warns: { icon: TriangleAlert, tone: 'text-warn' },
  fine: { icon: Check, tone: 'text-ok-quiet' },
}

/** What would be touched, as a sentence of the largest size, and everything that was checked. */
export function BeforeStartPart({
  draft,
  traffic,
  items,
}: {
  draft: FaultDraft
  traffic: AffectedTraffic
  items: readonly PreflightItem[]
}) {
  return (
    <SheetSection title="Before the start" note="measured over the last 5 min">
      <p className="mb-3 text-15 font-medium" aria-live="polite">
        {touchedSentence(draft, traffic)}
      </p>
      <ul className="flex flex-col gap-1.5 text-12">
        {items.map((item) => {
          const { icon: Icon, tone } = looks[item.kind]
          return (
            <li key={item.text} className="flex items-start gap-2">
              <Icon size={14} aria-hidden className={cx('mt-0.5 shrink-0', tone)} />
              <span className={cx('min-w-0 break-words', item.kind === 'fine' && 'text-muted')}>
                {item.kind === 'blocks' && <span className="sr-only">Not possible: </span>}
                {item.text}
              </span>
            </li>
          )
        })}
      </ul>
    </SheetSection>
  )
}

function touchedSentence(draft: FaultDraft, traffic: AffectedTraffic): string {
  if (draft.service === '') return 'Choose a service to see what would be touched.'
  if (traffic.matchedPerSecond === null) return 'What would be touched is not known: nothing was measured in this scope.'
  const parts = [
    ...(draft.hasAbort && traffic.abortsPerSecond !== null ? [`abort ${formatRate(traffic.abortsPerSecond)}`] : []),
    ...(draft.hasDelay && traffic.delaysPerSecond !== null ? [`delay ${formatRate(traffic.delaysPerSecond)}`] : []),
  ]
  if (parts.length === 0) return draft.hasBandwidth ? 'It would slow answers; the forecast says how many.' : 'It would touch nothing.'
  return `It would ${parts.join(' and ')}${traffic.isUpperBound ? ' at most' : ''}, of ${formatRate(traffic.matchedPerSecond)} in scope.`
}
