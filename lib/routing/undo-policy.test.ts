import { describe, expect, it } from 'vitest'
import type { Policy } from '@/lib/mesh/policy'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { undoPolicy } from './undo-policy'

const shift = { before: splitPolicy('shop/reviews', 100, 0), after: splitPolicy('shop/reviews', 50, 50) }
const withTimeout = (policy: Policy, timeout: string): Policy => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, timeout })) })

describe('undo', () => {
  it('restores the former document', () => {
    expect(undoPolicy(shift.after, shift)).toEqual({ ok: true, policy: shift.before, isMerged: false })
  })

  it('keeps later edits of other parts, out of order', () => {
    const undone = undoPolicy(withTimeout(shift.after, '3s'), shift)
    expect(undone).toEqual({ ok: true, policy: withTimeout(shift.before, '3s'), isMerged: true })
  })

  it('is refused where a later edit touched the same part, and says in words what each side has', () => {
    const undone = undoPolicy(splitPolicy('shop/reviews', 10, 90), shift)
    expect(undone).toMatchObject({ ok: false, policy: shift.before, conflicts: [{ path: 'rule default: backends' }] })
    if (!undone.ok)
      expect(undone.message).toContain(
        'rule default: backends (it left: v1 50 % and v2 50 %, now: v1 10 % and v2 90 %, undone: v1 100 % and v2 0 %)',
      )
  })

  it('is refused where nothing of the change is left, and for a first policy', () => {
    expect(undoPolicy(shift.before, shift)).toMatchObject({ ok: false, message: expect.stringContaining('nothing of this change is left') })
    expect(undoPolicy(shift.after, { ...shift, before: null })).toMatchObject({ ok: false, policy: null })
  })
})
