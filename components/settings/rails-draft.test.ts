import { describe, expect, it } from 'vitest'
import { checkRails, toDraft } from './rails-draft'

const rails = {
  protectedServices: ['shop/payments', 'core/*'],
  allowedHours: { timeZone: 'Europe/Berlin', days: ['mon', 'fri'] as ('mon' | 'fri')[], from: '09:00', to: '17:00' },
  caps: [
    { service: 'shop/cart', percent: 10, requestsPerSecond: 2.5, durationSeconds: 300 },
    { service: 'shop/reviews', percent: 5 },
  ],
  budgetPercent: 5,
}

describe('the guard rails as lines of text', () => {
  it('are read back as they were written', () => {
    const draft = toDraft(rails)
    expect(draft).toMatchObject({
      allowedHours: 'mon fri 09:00-17:00 Europe/Berlin',
      caps: 'shop/cart 10 % 2.5 rps 300 s; shop/reviews 5 %',
    })
    expect(checkRails({ ...draft, reason: 'x' })).toEqual({ ok: true, rails })
  })

  it('are none where nothing is written', () => {
    const none = { protectedServices: [], allowedHours: null, caps: [], budgetPercent: null }
    expect(checkRails({ ...toDraft(none), reason: 'x' })).toEqual({ ok: true, rails: none })
  })

  it('name the line that is wrong', () => {
    const wrong = checkRails({
      protectedServices: 'payments',
      allowedHours: 'nine to five',
      caps: 'shop/cart much',
      budgetPercent: '120 %',
      reason: '',
    })
    expect(wrong.ok ? [] : Object.keys(wrong.problems).sort()).toEqual([
      'allowedHours',
      'budgetPercent',
      'caps',
      'protectedServices',
      'reason',
    ])
  })
})
