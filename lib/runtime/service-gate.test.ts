import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredPolicy } from '@/lib/mesh/policy'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { heldWords, nextGate, type ServiceGate } from './service-gate'

const stored = (revision: number): StoredPolicy => ({ policy: splitPolicy('shop/reviews', 100 - revision, revision), revision })
const admitted: ServiceGate = { admitted: stored(1), sentWith: 0, edit: null }
const withStage = (gate: ServiceGate, stage: 'taken' | 'refused' | 'trial'): ServiceGate =>
  gate.edit ? { ...gate, edit: { ...gate.edit, stage, proxyId: 'frontend-1' } } : gate

describe('the gate of a service', () => {
  it('lets in what it meets first, and holds an edit until a proxy took it', () => {
    expect(nextGate(undefined, stored(1), 5, false)).toEqual(admitted)
    const held = nextGate(admitted, stored(2), 6, false)
    expect(held).toMatchObject({ admitted: { revision: 1 }, edit: { stage: 'waiting', heldAt: 6 } })
    expect(nextGate(withStage(held, 'taken'), stored(2), 7, false)).toEqual({ admitted: stored(2), sentWith: 7, edit: null })
    expect(nextGate(withStage(held, 'refused'), stored(2), 7, false)).toMatchObject({
      admitted: { revision: 1 },
      edit: { stage: 'refused' },
    })
  })

  it('never lets an edit out with a mesh revision that was published without it', () => {
    const held = nextGate(admitted, stored(2), 6, false)
    expect(nextGate(withStage(held, 'taken'), stored(2), 6, false).admitted.revision).toBe(1)
    expect(nextGate(held, stored(2), 6, true).admitted.revision).toBe(1)
  })

  it('forgets what a proxy said of an edit when another takes its place', () => {
    for (const stage of ['trial', 'taken', 'refused'] as const) {
      const held = withStage(nextGate(admitted, stored(2), 6, false), stage)
      expect(nextGate(held, stored(3), 7, false)).toMatchObject({ admitted: { revision: 1 }, edit: { stage: 'waiting', proxyId: null } })
    }
  })

  it('publishes, of all that may happen, only what was free or taken, and each mesh revision with one content', () => {
    const step = fc.record({
      isEdited: fc.boolean(),
      isRaised: fc.boolean(),
      isFree: fc.boolean(),
      stage: fc.constantFrom(null, 'trial' as const, 'taken' as const, 'refused' as const),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let gate = nextGate(undefined, stored(1), 1, false)
        let [edit, revision] = [1, 1]
        const sent = new Map([[1, 1]])
        const good = new Set([1])
        for (const { isEdited, isRaised, isFree, stage } of steps) {
          if (stage && gate.edit) gate = withStage(gate, stage)
          if (gate.edit?.stage === 'taken') good.add(gate.edit.stored.revision)
          if (isEdited) edit += 1
          if (isEdited || isRaised) revision += 1
          if (isFree) good.add(edit)
          gate = nextGate(gate, stored(edit), revision, isFree)
          expect(good.has(gate.admitted.revision)).toBe(true)
          expect(sent.get(revision) ?? gate.admitted.revision).toBe(gate.admitted.revision)
          sent.set(revision, gate.admitted.revision)
        }
      }),
    )
  })

  it('says why it holds an edit', () => {
    const edit = { stored: stored(2), stage: 'waiting' as const, proxyId: null, heldAt: 6, problem: null }
    expect(heldWords(edit)).toBe('not sent yet: it waits for a first proxy')
    expect(heldWords({ ...edit, proxyId: 'frontend-1' })).toContain('as frontend-1 neither took nor refused it')
    expect(heldWords({ ...edit, problem: 'no such thing' })).toBe('not sent yet: it could not be tried: no such thing')
    expect(heldWords({ ...edit, stage: 'refused', proxyId: 'frontend-1' })).toBe('not sent: frontend-1 refused it')
  })
})
