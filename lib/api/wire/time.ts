import type { Millis } from '@/lib/mesh/names'

/** ISO 8601 in UTC, as every answer writes a time. */
export const toIso = (at: Millis): string => new Date(at).toISOString()
export const toIsoOrNull = (at: Millis | null): string | null => (at === null ? null : toIso(at))

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `now`, `now-15m`, epoch ms or ISO 8601. null when it is none of them. */
export function parseTime(text: string, now: Millis): Millis | null {
  const relative = /^now(?:-(\d+(?:\.\d+)?)(ms|s|m|h|d))?$/.exec(text)
  if (relative) return now - Number(relative[1] ?? 0) * (unitMs[relative[2] ?? 'ms'] ?? 1)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? null : parsed
}
