import { formatSpan } from '@/lib/mesh/format-time'

/** An expected time as coarse as it is known: `about` 35 s, 1 min 50 s, 39 min, 3 h. Never 0. */
export function aboutSpan(seconds: number): string {
  if (seconds < 60) return formatSpan(Math.max(5, Math.round(seconds / 5) * 5) * 1000)
  if (seconds < 600) return formatSpan(Math.round(seconds / 10) * 10_000)
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}
