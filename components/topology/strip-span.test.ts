import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeAround, stripSpan, toMoment } from './strip-span'

const now = Date.parse('2026-01-10T12:00:00Z')
const hour = 3_600_000

describe('the time strip', () => {
  it('shows the last three hours with the live range at its end', () => {
    expect(stripSpan('now-1m', 'now', now)).toEqual({ from: now - 3 * hour, to: now, rangeFrom: now - 60_000, rangeTo: now })
  })
  it('goes where the range is when that is further back, and no further than now', () => {
    const day = stripSpan('2026-01-09T12:00:00Z', '2026-01-09T13:00:00Z', now)
    expect([day.from, day.to]).toEqual([day.rangeFrom - hour, day.rangeTo + hour])
    expect(stripSpan('now-24h', 'now', now)).toMatchObject({ to: now, from: now - 72 * hour })
  })
  it('takes an address that was edited by hand for the last minute', () => {
    expect(stripSpan('yesterday', 'whenever', now)).toMatchObject({ rangeFrom: now - 60_000, rangeTo: now })
    expect(toMoment('now-15m', now)).toBe(now - 15 * 60_000)
    expect(toMoment('', now)).toBeNull()
  })
  it('keeps the width of the range wherever it is moved to, and is live again at its end', () => {
    const span = stripSpan('now-5m', 'now', now)
    expect(rangeAround(now, span, now)).toEqual({ from: 'now-5m', to: 'now' })
    fc.assert(
      fc.property(fc.integer({ min: span.from - hour, max: now - 10 * 60_000 }), (at) => {
        const { from, to } = rangeAround(at, span, now)
        expect(Date.parse(to) - Date.parse(from)).toBe(5 * 60_000)
        expect(Date.parse(from)).toBeGreaterThanOrEqual(span.from)
        const again = stripSpan(from, to, now)
        expect(again.rangeTo - again.rangeFrom).toBe(5 * 60_000)
      }),
    )
  })
})
