import type { ReactNode } from 'react'
import { cx } from './cx'

export type ChipTone = 'plain' | 'accent' | 'ok' | 'warn' | 'bad' | 'canary' | 'fault'
const tones: Record<ChipTone, string> = {
  plain: 'border-line-strong text-muted',
  accent: 'border-accent/50 bg-accent-tint text-accent',
  ok: 'border-ok-quiet/60 bg-ok-tint text-ok',
  warn: 'border-warn-mark/60 bg-warn-tint text-warn',
  bad: 'border-bad-mark/60 bg-bad-tint text-bad',
  canary: 'border-canary-quiet bg-canary-tint text-canary',
  fault: 'border-fault/60 bg-fault-tint text-fault',
}

type Props = { tone?: ChipTone; icon?: ReactNode; children: ReactNode; onClick?: () => void; pressed?: boolean; title?: string }

/** A word in a capsule; a button where it acts. */
export function Chip({ tone = 'plain', icon, children, onClick, pressed, title }: Props) {
  const looks = cx(
    'inline-flex items-center gap-1 whitespace-nowrap rounded-[999px] border px-2 text-12',
    onClick ? 'h-7 px-2.5 font-medium hover:bg-hover' : 'h-5',
    tones[tone],
    pressed && 'bg-hover',
  )
  if (onClick) {
    return (
      <button type="button" className={looks} onClick={onClick} aria-pressed={pressed} title={title}>
        {icon}
        {children}
      </button>
    )
  }
  return (
    <span className={looks} title={title}>
      {icon}
      {children}
    </span>
  )
}
