import { expect, it } from 'vitest'
import { parseTime } from '@/lib/api/wire/time'
import { shiftTime } from './shift-time'

const now = Date.UTC(2026, 0, 10, 12)

it.each(['now', 'now-15m', 'now-1.5h', '2026-01-09T10:00:00Z', String(now), 'now-250ms'])(
  '%s is moved back by a day, as the API reads it',
  (text) => {
    expect(parseTime(shiftTime(text, 86_400_000), now)).toBe((parseTime(text, now) ?? 0) - 86_400_000)
  },
)

it.each(['yesterday', '', 'now+5m', '99999999999999999'])('%j stays as it is, for the API to refuse', (text) => {
  expect(shiftTime(text, 86_400_000)).toBe(text)
})
