import { CircleCheck, CircleHelp, EyeOff, type LucideIcon, OctagonAlert } from 'lucide-react'
import { verdictWords } from '@/components/frame/canary-words'
import { cx } from '@/components/ui/cx'
import type { CanaryWire } from '@/lib/api/canaries'

type Verdict = CanaryWire['verdict']
const marks: Record<Verdict, { icon: LucideIcon; tone: string }> = {
  worse: { icon: OctagonAlert, tone: 'text-bad' },
  not_worse: { icon: CircleCheck, tone: 'text-ok' },
  unknown: { icon: CircleHelp, tone: 'text-muted' },
  blind: { icon: EyeOff, tone: 'text-warn' },
}

/** What is known of a version against its baseline: icon, word and colour. */
export function VerdictMark({ verdict, text }: { verdict: Verdict; text?: string | undefined }) {
  const { icon: Icon, tone } = marks[verdict]
  return (
    <span className={cx('inline-flex items-center gap-1.5', tone)}>
      <Icon size={14} aria-hidden className="shrink-0" />
      {text ?? verdictWords[verdict]}
    </span>
  )
}
