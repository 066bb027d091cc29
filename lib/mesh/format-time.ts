import type { Millis } from './names'

/** An age or a duration, coarse: `3 s`, `42 s`, `22 min`, `3 h`, `5 days`. Negative ages (clock skew) are `0 s`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h`
  return `${Math.floor(hours / 24)} days`
}

/** `3 s ago`, `just now` under a second. */
export function formatAgo(at: Millis, now: Millis): string {
  return now - at < 1000 ? 'just now' : `${formatAge(now - at)} ago`
}

/** A short span with its fractions: `0.09 s`, `8.3 s`, `2 min 10 s`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${Number(seconds.toFixed(seconds < 1 ? 2 : 1))} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
}

/** What is left until `end`: `2:18`, `1:02:18`; never below `0:00`. Rounded up, so that it reads 0:00 only when it is over. */
export function formatCountdown(end: Millis, now: Millis): string {
  const seconds = Math.max(0, Math.ceil((end - now) / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `14:46:31`, local. */
export function formatClock(at: Millis): string {
  return toParts(at).clock
}

/** `14:46:31` today, `yesterday 16:20`, `Fri 20 Nov 10:15` before; local time. */
export function formatMoment(at: Millis, now: Millis): string {
  const { clock, day } = toParts(at)
  if (day === toParts(now).day) return clock
  if (day === toParts(now - 86_400_000).day) return `yesterday ${clock.slice(0, 5)}`
  return `${toParts(at).dayText} ${clock.slice(0, 5)}`
}

/** Absolute with zone, for hovers: `2026-11-25 14:46:31.204 +01:00`. */
export function formatAbsolute(at: Millis): string {
  const date = new Date(at)
  const offset = -date.getTimezoneOffset()
  const local = new Date(at + offset * 60_000).toISOString().replace('T', ' ').replace('Z', '')
  const sign = offset < 0 ? '-' : '+'
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0')
  return `${local} ${sign}${two(offset / 60)}:${two(Math.abs(offset) % 60)}`
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function toParts(at: Millis): { clock: string; day: string; dayText: string } {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    clock: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
    day: `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`,
    dayText: `${weekdays[date.getDay()] ?? ''} ${date.getDate()} ${months[date.getMonth()] ?? ''}`,
  }
}
