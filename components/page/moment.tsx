'use client'
import { useNow } from '@/components/ui/use-now'
import { noData } from '@/lib/mesh/format'
import { formatAbsolute, formatAgo, formatMoment } from '@/lib/mesh/format-time'

type Props = { at: string | null; className?: string }

/** `3 s ago`, the absolute time with its zone on hover. */
export function Ago({ at, className }: Props) {
  const now = useNow()
  if (at === null) return <span className={className}>{noData}</span>
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={formatAbsolute(ms)} className={className} suppressHydrationWarning>
      {now === null ? '' : formatAgo(ms, now)}
    </time>
  )
}

/** `14:46:31` today, with the day before; the absolute time with its zone on hover. */
export function Moment({ at, className }: Props) {
  const now = useNow(30_000)
  if (at === null) return <span className={className}>{noData}</span>
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={formatAbsolute(ms)} className={className} suppressHydrationWarning>
      {now === null ? '' : formatMoment(ms, now)}
    </time>
  )
}
