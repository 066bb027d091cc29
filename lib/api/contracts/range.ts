import { parseTime } from '@/lib/api/wire/time'
import type { Millis } from '@/lib/mesh/names'
import { BadInput } from './contract'

/** The range a query asks for: `to` defaults to now, `from` to `defaultMs` before `to`. names: what the query calls the two. */
export function parseRange(
  query: { from?: string | undefined; to?: string | undefined },
  now: Millis,
  defaultMs: number,
  names: { from: string; to: string } = { from: 'from', to: 'to' },
): { from: Millis; to: Millis } {
  const to = read(names.to, query.to, now) ?? now
  const from = read(names.from, query.from, now) ?? to - defaultMs
  if (from >= to) throw new BadInput(names.from, `${names.from} must be earlier than ${names.to}`)
  return { from, to }
}

function read(name: string, text: string | undefined, now: Millis): Millis | null {
  if (text === undefined) return null
  const at = parseTime(text, now)
  if (at === null) throw new BadInput(name, 'not a time: write ISO 8601, epoch milliseconds or now-15m')
  return at
}
