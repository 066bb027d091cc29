'use client'
import { parseAsString, useQueryStates } from 'nuqs'

export const ranges = [
  { from: 'now-1m', label: 'Last 1 min' },
  { from: 'now-5m', label: 'Last 5 min' },
  { from: 'now-15m', label: 'Last 15 min' },
  { from: 'now-1h', label: 'Last 1 h' },
  { from: 'now-6h', label: 'Last 6 h' },
  { from: 'now-24h', label: 'Last 24 h' },
] as const

/** The range every number of a page is of, from the URL: `from` and `to` as the API takes them. */
export function useRange() {
  const [{ from, to }, set] = useQueryStates({ from: parseAsString.withDefault('now-1m'), to: parseAsString.withDefault('now') })
  const known = to === 'now' ? ranges.find((range) => range.from === from) : undefined
  return {
    from,
    to,
    /** Whether the range ends now and therefore moves on. */
    isLive: to === 'now',
    label: known?.label ?? `${readable(from)} to ${readable(to)}`,
    setRange: (next: { from: string; to?: string }) => set({ from: next.from, to: next.to ?? 'now' }),
  }
}

const readable = (time: string): string => (time.includes('T') ? time.replace('T', ' ').replace(/(\.\d+)?Z$/, '') : time)

/** Seconds of a live range `now-15m`; null for any other. */
export function rangeSeconds(from: string): number | null {
  const match = /^now-(\d+)(s|m|h|d)$/.exec(from)
  if (!match) return null
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 0
  return Number(match[1]) * unit
}
