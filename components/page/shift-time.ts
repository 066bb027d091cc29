import { parseTime } from '@/lib/api/wire/time'

/** A time as the API takes it – `now-15m`, ISO 8601, epoch ms –, moved back by so many ms. What is none of them stays, for the API to refuse. */
export function shiftTime(text: string, backMs: number): string {
  const at = parseTime(text, 0)
  if (at === null) return text
  if (text.startsWith('now')) {
    const ms = backMs - at
    return ms === 0 ? 'now' : ms % 1000 === 0 ? `now-${ms / 1000}s` : `now-${ms}ms`
  }
  return Math.abs(at - backMs) < 8e15 ? new Date(at - backMs).toISOString() : text
}
