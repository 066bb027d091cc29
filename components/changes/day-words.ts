import { localDay } from './timeline'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayMs = 86_400_000

/** `YYYY-MM-DD` as the head of a day: `Today`, `Yesterday` or the weekday, and the date. */
export function dayWords(day: string, nowMs: number): { name: string; date: string } {
  const noon = new Date(`${day}T12:00:00`)
  const weekday = weekdays[noon.getDay()] ?? ''
  const date = `${weekday} ${noon.getDate()} ${months[noon.getMonth()] ?? ''}`
  if (day === localDay(new Date(nowMs).toISOString())) return { name: 'Today', date }
  if (day === localDay(new Date(nowMs - dayMs).toISOString())) return { name: 'Yesterday', date }
  return { name: date, date: '' }
}
