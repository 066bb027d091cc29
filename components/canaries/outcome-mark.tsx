import { CircleCheck, CircleHelp, Hourglass, type LucideIcon, Replace, Square, Undo2 } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import type { CanaryWire } from '@/lib/api/canaries'
import { outcomeMeaning, outcomeWords } from './canary-words'

type Outcome = NonNullable<CanaryWire['outcome']>
const marks: Record<Outcome, { icon: LucideIcon; tone: string }> = {
  promoted: { icon: CircleCheck, tone: 'text-ok' },
  rolled_back: { icon: Undo2, tone: 'text-bad' },
  inconclusive: { icon: CircleHelp, tone: 'text-warn' },
  aborted: { icon: Square, tone: 'text-muted' },
  superseded: { icon: Replace, tone: 'text-muted' },
  expired: { icon: Hourglass, tone: 'text-warn' },
}

/** How a canary ended: icon, word and colour. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { icon: Icon, tone } = marks[outcome]
  return (
    <span
      className={cx('inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium', tone)}
      title={outcomeMeaning[outcome]}
    >
      <Icon size={14} aria-hidden />
      {outcomeWords[outcome]}
    </span>
  )
}
