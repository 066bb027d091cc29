import { CircleCheck, CircleHelp, CircleMinus, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react'
import { cx } from './cx'

export type Status = 'healthy' | 'degraded' | 'failing' | 'idle' | 'unknown'

const marks: Record<Status, { icon: LucideIcon; tone: string }> = {
  healthy: { icon: CircleCheck, tone: 'text-ok' },
  degraded: { icon: TriangleAlert, tone: 'text-warn' },
  failing: { icon: OctagonAlert, tone: 'text-bad' },
  idle: { icon: CircleMinus, tone: 'text-faint' },
  unknown: { icon: CircleHelp, tone: 'text-faint' },
}

type Props = {
  status: Status
  /** Instead of the status' own word: "degraded: 1 of 4 instances slow". */
  text?: string | undefined
  /** Shows the icon alone; the word is still there for screen readers. */
  iconOnly?: boolean
  size?: 12 | 14 | 16
  className?: string
}

/** Status is always icon, word and colour; the word may be hidden only where a row repeats it. */
export function StatusMark({ status, text, iconOnly, size = 14, className }: Props) {
  const { icon: Icon, tone } = marks[status]
  return (
    <span className={cx('inline-flex items-center gap-1.5', tone, className)}>
      <Icon size={size} aria-hidden className="shrink-0" />
      <span className={iconOnly ? 'sr-only' : 'min-w-0'}>{text ?? status}</span>
    </span>
  )
}
