import type { Millis } from '@/lib/mesh/names'
import { type AllowedHours, type Weekday, weekdays } from '@/lib/mesh/settings'

/** Weekday and `HH:MM` of a moment in an IANA time zone. Throws RangeError for a zone that is none. */
export function findDay(timeZone: string, at: Millis): { day: Weekday; time: string } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const name = (parts.get('weekday') ?? '').toLowerCase()
  return { day: weekdays.find((day) => name.startsWith(day)) ?? 'mon', time: `${parts.get('hour')}:${parts.get('minute')}` }
}

/** from is in, to is out. Where to is not after from the span runs over midnight and belongs to the day on which it began. */
export function isWithinHours({ timeZone, days, from, to }: AllowedHours, at: Millis): boolean {
  const { day, time } = findDay(timeZone, at)
  if (from < to) return days.includes(day) && time >= from && time < to
  const before = weekdays[(weekdays.indexOf(day) + 6) % 7] ?? day
  return (days.includes(day) && time >= from) || (days.includes(before) && time < to)
}
