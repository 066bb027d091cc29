import type { ReactNode } from 'react'
import { cx } from './cx'

export type BannerTone = 'plain' | 'warn' | 'bad' | 'fault' | 'canary' | 'past'
const tones: Record<BannerTone, string> = {
  plain: 'bg-sunk border-line text-text',
  warn: 'bg-warn-tint border-warn-mark/50 text-text',
  bad: 'bg-bad-tint border-bad-mark/50 text-text',
  fault: 'bg-fault-tint border-fault/50 text-text',
  canary: 'bg-canary-tint border-canary-quiet text-text',
  past: 'bg-past border-past-line text-text',
}

type Props = { tone?: BannerTone; icon?: ReactNode; children: ReactNode; actions?: ReactNode; live?: boolean }

/** A row of 40 px under the top bar, only for what needs a hand. */
export function Banner({ tone = 'plain', icon, children, actions, live }: Props) {
  return (
    <div
      role={live ? 'status' : undefined}
      className={cx('flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1 text-13', tones[tone])}
    >
      {icon}
      <div className="min-w-0 flex-1 break-words max-sm:basis-[calc(100%-28px)]">{children}</div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
