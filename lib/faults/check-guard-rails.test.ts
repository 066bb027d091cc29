import { describe, expect, it } from 'vitest'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { FaultRails } from '@/lib/mesh/settings'
import { checkGuardRails } from './check-guard-rails'

const spec: FaultSpec = { service: 'shop/payments', abort: { percent: 10 }, durationSeconds: 300, reason: 'x' }
const none: FaultRails = { protectedServices: [], allowedHours: null, caps: [], budgetPercent: null }
const traffic = { affected: 4, affectedByOthers: 0, mesh: 100 }
// Wednesday, 25 November 2026, 04:00 UTC.
const now = Date.parse('2026-11-25T04:00:00Z')
const said = (rails: Partial<FaultRails>, change: Partial<typeof traffic> | { affected: null } = {}, at = now) =>
  checkGuardRails(spec, { ...none, ...rails }, { ...traffic, ...change }, at).map(({ kind, message }) => `${kind}: ${message}`)

describe('guard rails', () => {
  it('forbid nothing until somebody sets one', () => {
    expect(said({}, { affected: null })).toEqual([])
  })

  it('protect a service or a namespace, naming the rule', () => {
    expect(said({ protectedServices: ['shop/payments'] })).toEqual([
      'rejected: shop/payments is protected by the rule protectedServices: shop/payments',
    ])
    expect(said({ protectedServices: ['shop/*'] })[0]).toContain('protectedServices: shop/*')
    expect(said({ protectedServices: ['shop/pay', 'shopping/*'] })).toEqual([])
  })

  it('let faults start in the allowed hours only, in their own time zone and over midnight', () => {
    const hours = {
      timeZone: 'Europe/Berlin',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '05:00',
      to: '06:00',
    } satisfies FaultRails['allowedHours']
    expect(said({ allowedHours: hours })).toEqual([])
    expect(said({ allowedHours: { ...hours, from: '09:00', to: '17:00' } })).toEqual([
      'rejected: the rule allowedHours lets faults start on mon, tue, wed, thu, fri from 09:00 to 17:00 (Europe/Berlin); it is wed 05:00 there',
    ])
    const night = { ...hours, days: ['tue'], from: '22:00', to: '06:00' } satisfies FaultRails['allowedHours']
    expect(said({ allowedHours: night })).toEqual([])
    expect(said({ allowedHours: { ...night, days: ['wed'] } })).toHaveLength(1)
    expect(said({ allowedHours: night }, {}, Date.parse('2026-11-25T05:00:00Z'))).toHaveLength(1)
  })

  it('cap one service by percent, length and requests touched', () => {
    const cap = (rule: object) => said({ caps: [{ service: 'shop/payments', ...rule }] })
    expect(cap({ percent: 10, durationSeconds: 300, requestsPerSecond: 4 })).toEqual([])
    expect(cap({ percent: 5 })).toEqual(['rejected: the rule caps of shop/payments allows 5 %, this is 10 %'])
    expect(cap({ durationSeconds: 60 })).toEqual(['rejected: the rule caps of shop/payments allows 60 s, this is 300 s'])
    expect(cap({ requestsPerSecond: 2 })[0]).toContain('allows 2 rps to be touched, this would touch 4 rps')
    expect(said({ caps: [{ service: 'shop/cart', percent: 1 }] })).toEqual([])
    expect(said({ caps: [{ service: 'shop/payments', requestsPerSecond: 2 }] }, { affected: null })[0]).toContain('is not measured')
  })

  it('keep all faults together within the budget of the mesh', () => {
    expect(said({ budgetPercent: 5 })).toEqual([])
    expect(said({ budgetPercent: 5 }, { affectedByOthers: 2 })).toEqual([
      "rejected: the rule budgetPercent allows all faults together to touch 5 % of the mesh's requests (100 rps); this would touch 4 rps beside the 2 rps of running ones, 6 % in all",
    ])
    expect(said({ budgetPercent: 5 }, { affected: null })[0]).toContain('the traffic is not measured')
  })
})
