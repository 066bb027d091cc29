import { CircleAlert, CircleCheck, Hourglass, type LucideIcon, OctagonX, Square } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import type { FaultWire } from '@/lib/api/faults'
import { outcomeMeaning, outcomeWords } from './fault-state-words'

type Outcome = NonNullable<FaultWire['outcome']>
const marks: Record<Outcome, { icon: LucideIcon; tone: string }> = {
  completed: { icon: CircleCheck, tone: 'text-ok' },
  stopped: { icon: Square, tone: 'text-muted' },
  stopped_by_condition: { icon: CircleAlert, tone: 'text-warn' },
  expired: { icon: Hourglass, tone: 'text-warn' },
  red_button: { icon: OctagonX, tone: 'text-bad' },
}

/** How a fault ended: icon, word and colour. */
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
