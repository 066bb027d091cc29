import { formatSpan } from '@/lib/mesh/format-time'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

const yearMs = 365 * 24 * 3_600_000

/** Problems of a duration that is there: no number with a unit, finer than a millisecond, under `leastMs` (default 1), or over a year. */
export function checkDuration(path: string, text: string | undefined, leastMs = 1): PolicyProblem[] {
  if (text === undefined) return []
  const ms = parseDurationMs(text)
  if (ms === null) return [{ path, message: `${text} is not a duration`, fix: 'write a number with ms, s, m or h, e.g. 3s' }]
  if (ms === 0 && leastMs > 0) return [{ path, message: `${text} is no time at all`, fix: 'use a duration above 0, or leave it out' }]
  if (!Number.isInteger(ms)) return [{ path, message: `${text} is finer than a proxy can measure`, fix: 'use whole milliseconds' }]
  if (ms < leastMs)
    return [{ path, message: `${text} is too short`, fix: `use at least ${leastMs < 1000 ? `${leastMs}ms` : formatSpan(leastMs)}` }]
  return ms > yearMs ? [{ path, message: `${text} is longer than a year`, fix: 'use at most 8760h' }] : []
}
