/** What the strip shows and what of it the page's range covers; epoch ms. */
export type StripSpan = { from: number; to: number; rangeFrom: number; rangeTo: number }

/** Hours the strip looks back where the range is within them; raw windows are kept about as long. */
const hoursMs = 3 * 3_600_000

/**
 * The strip of a range: the last three hours, or where the range begins before that, thrice the range with it in the middle, never past now.
 * `from` and `to` are those of the page: `now-15m`, ISO 8601 or epoch ms. What cannot be read counts as the last minute.
 */
export function stripSpan(from: string, to: string, nowMs: number): StripSpan {
  const rangeTo = Math.min(nowMs, toMoment(to, nowMs) ?? nowMs)
  const rangeFrom = Math.min(rangeTo - 1000, toMoment(from, nowMs) ?? rangeTo - 60_000)
  if (rangeFrom >= nowMs - hoursMs) return { from: nowMs - hoursMs, to: nowMs, rangeFrom, rangeTo }
  const widthMs = Math.max(hoursMs, 3 * (rangeTo - rangeFrom))
  const end = Math.min(nowMs, (rangeFrom + rangeTo) / 2 + widthMs / 2)
  return { from: end - widthMs, to: end, rangeFrom, rangeTo }
}

/** Epoch ms of a time as the address has it; null where it is none. */
export function toMoment(text: string, nowMs: number): number | null {
  if (text === 'now') return nowMs
  const relative = /^now-(\d+)(s|m|h|d)$/.exec(text)
  if (relative) return nowMs - Number(relative[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[relative[2] ?? ''] ?? 0) * 1000
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(at) ? at : null
}

/** The range of the same width around a moment, within the strip and not past now, as the address has it; live again where it would end now. */
export function rangeAround(atMs: number, span: StripSpan, nowMs: number): { from: string; to: string } {
  const widthMs = span.rangeTo - span.rangeFrom
  const to = Math.max(span.from + widthMs, Math.min(nowMs, atMs + widthMs / 2))
  if (to >= nowMs - 1000) return { from: liveFrom(widthMs), to: 'now' }
  return { from: new Date(Math.round(to - widthMs)).toISOString(), to: new Date(Math.round(to)).toISOString() }
}

function liveFrom(widthMs: number): string {
  const seconds = Math.max(1, Math.round(widthMs / 1000))
  if (seconds % 3600 === 0) return `now-${seconds / 3600}h`
  return seconds % 60 === 0 ? `now-${seconds / 60}m` : `now-${seconds}s`
}
