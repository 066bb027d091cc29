import { describe, expect, it } from 'vitest'
import type { Evidence } from './change'
import {
  advanceEvidence,
  alignEvidence,
  cannotWords,
  countInForce,
  explainEvidence,
  paceOf,
  provedBefore,
  rejectEvidence,
  toChangeState,
} from './evidence'

const stored = alignEvidence([], ['a', 'b'], 100)

describe('evidence of a change', () => {
  it('is pending without a consumer and while no proxy has answered', () => {
    expect(toChangeState([])).toBe('pending')
    expect(toChangeState(stored)).toBe('pending')
  })

  it('is in force only when every consumer has it loaded, whatever traffic says', () => {
    const [a, b] = stored.map((row) => advanceEvidence(row, 'accepted', 110))
    if (!a || !b) throw new Error('two rows')
    expect(toChangeState([advanceEvidence(a, 'loaded', 120), b])).toBe('applying')
    expect(toChangeState([advanceEvidence(a, 'loaded', 120), advanceEvidence(b, 'observed', 130)])).toBe('in_force')
    expect(countInForce([advanceEvidence(a, 'loaded', 120), advanceEvidence(b, 'observed', 130)])).toEqual({
      loaded: 2,
      observed: 1,
      total: 2,
    })
  })

  it('never goes back, and a skipped stage takes the time of the one that proved it', () => {
    const row = stored[0]
    if (!row) throw new Error('a row')
    const loaded = advanceEvidence(row, 'loaded', 120)
    expect(loaded.at).toEqual({ stored: 100, accepted: 120, loaded: 120 })
    expect(advanceEvidence(loaded, 'accepted', 200)).toBe(loaded)
  })

  it('keeps the words of a refusal until a later version is accepted', () => {
    const row = stored[0]
    if (!row) throw new Error('a row')
    const rejected = rejectEvidence(row, 105, 'no such cluster')
    expect(toChangeState([rejected])).toBe('rejected')
    expect(explainEvidence(rejected, 'waiting')).toBe(rejected)
    expect(advanceEvidence(rejected, 'accepted', 110)).toMatchObject({ stage: 'accepted' })
    expect(advanceEvidence(rejected, 'accepted', 110).reason).toBeUndefined()
  })

  it('drops the row of a proxy that left and adds one for a proxy that came', () => {
    expect(alignEvidence(stored, ['b', 'c'], 500).map((row) => [row.proxyId, row.at.stored])).toEqual([
      ['b', 100],
      ['c', 500],
    ])
  })

  it('of a proxy that had loaded the change outlives the proxy', () => {
    const [a, b] = alignEvidence([], ['a', 'b'], 100)
    if (!a || !b) throw new Error('two rows')
    const loaded = advanceEvidence(a, 'loaded', 120)
    expect(provedBefore([loaded, b], [])).toEqual([loaded])
    expect(provedBefore([loaded, b], ['a'])).toEqual([])
  })

  it('tells the seconds until half, 99 % and all of the consumers had reached a stage, and null while they have not', () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      advanceEvidence({ proxyId: `p${index}`, stage: 'stored', at: { stored: 0 } }, 'loaded', 1_000 + (index + 1) * 10),
    )
    expect(paceOf(rows, 'loaded', 1_000)).toEqual({ half: 1, most: 1.98, all: 2 })
    expect(paceOf(rows, 'observed', 1_000)).toEqual({ half: null, most: null, all: null })
    const late: Evidence = { proxyId: 'late', stage: 'stored', at: { stored: 0 } }
    expect(paceOf([...rows, late], 'loaded', 1_000)).toEqual({ half: 1.01, most: 1.99, all: null })
    expect(paceOf([], 'loaded', 0).all).toBeNull()
  })

  it('waits for nobody who cannot take the change, and never calls it in force there', () => {
    const cannot = [{ proxyId: 'c', reason: 'it takes weights and nothing else of a policy (not timeout)' }]
    const rows = alignEvidence([], ['a', 'b', 'c'], 100, cannot)
    expect(rows.map(({ proxyId, stage }) => `${proxyId} ${stage}`)).toEqual(['a stored', 'b stored', 'c unsupported'])
    expect(rows[2]?.reason).toBe('not supported here: it takes weights and nothing else of a policy (not timeout)')
    const loaded = rows.map((row) => (row.stage === 'stored' ? advanceEvidence(row, 'loaded', 150) : explainEvidence(row, 'waiting')))
    expect(toChangeState(loaded)).toBe('in_force')
    expect(countInForce(loaded)).toEqual({ loaded: 2, observed: 0, total: 2 })
    expect(cannotWords(loaded)).toBe(' that can; 1 cannot')
    expect(paceOf(loaded, 'loaded', 100).all).toBe(0.05)
    expect(toChangeState(loaded.slice(2))).toBe('rejected')
    expect(toChangeState([])).toBe('pending')
    // Its own configuration was changed since: now it is asked.
    expect(alignEvidence(loaded, ['a', 'b', 'c'], 100)[2]).toEqual({ proxyId: 'c', stage: 'stored', at: { stored: 100 } })
    // What was proved is not taken back.
    expect(alignEvidence(loaded, [], 100, [{ proxyId: 'a', reason: 'x' }])).toEqual([])
    expect(provedBefore(loaded, []).map(({ proxyId }) => proxyId)).toEqual(['a', 'b'])
  })

  it('never has an acceptance after its loading, though it was noticed later', () => {
    const accepted = advanceEvidence({ proxyId: 'a', stage: 'stored', at: { stored: 10 } }, 'accepted', 30)
    expect(advanceEvidence(accepted, 'loaded', 25).at).toEqual({ stored: 10, accepted: 25, loaded: 25 })
  })
})
