import { cx } from './cx'

export type Share = { name: string; percent: number; tone: 'older' | 'newer'; text?: string }

/** One bar of 100 %: who gets how much. Parts of 0 are left out; a part too narrow for its number shows its name alone. */
export function ShareBar({ label, shares, height = 'medium' }: { label: string; shares: readonly Share[]; height?: 'medium' | 'small' }) {
  const shown = shares.filter((share) => share.percent > 0)
  return (
    <div
      role="img"
      aria-label={`${label}: ${shares.map((share) => `${share.name} ${share.percent} %`).join(', ')}`}
      className={cx('flex w-full overflow-hidden rounded-input border border-line-strong', height === 'small' ? 'h-4' : 'h-[22px]')}
    >
      {shown.map((share) => (
        <span
          key={share.name}
          style={{ flexGrow: share.percent, flexBasis: 0 }}
          className={cx(
            'flex min-w-7 items-center justify-between gap-1 overflow-hidden whitespace-nowrap px-2 text-12',
            share.tone === 'newer' ? 'border-canary-quiet bg-canary-tint text-canary not-first:border-l' : 'bg-hover text-text',
          )}
        >
          <span className="truncate">{share.name}</span>
          {share.percent >= 14 && <span>{share.text ?? `${share.percent} %`}</span>}
        </span>
      ))}
    </div>
  )
}
