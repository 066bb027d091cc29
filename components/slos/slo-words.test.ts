import { describe, expect, it } from 'vitest'
import { alertWords, budgetText, burnText, objectiveWords, type SloObjectiveWire, shortWords, worstObjective } from './slo-words'

const objective = (change: Partial<SloObjectiveWire>): SloObjectiveWire => ({
  kind: 'availability',
  target: 0.999,
  whole: { seconds: 2_592_000, coveredSeconds: 600, requests: 100, bad: 0, burn: 0 },
  uncertain: 0,
  budget: { allowed: 0.1, used: 0, leftRatio: 1 },
  burns: [],
  alert: null,
  ...change,
})

describe('a target in words', () => {
  it('says what is promised', () => {
    expect(objectiveWords({ kind: 'availability', target: 0.9995 })).toBe('99.95 % of requests succeed')
    expect(objectiveWords({ kind: 'latency', target: 0.95, boundMs: 250 })).toBe('95 % of requests take at most 250 ms')
  })
  it('tells what is left, what is overdrawn, and what is not known', () => {
    expect([1, 0.0434, 0.5, 0, -0.001, -13.2, null].map(budgetText)).toEqual([
      '100 % left',
      '4.3 % left',
      '50 % left',
      '0 % left',
      'overdrawn by 1 %',
      'overdrawn by 1320 %',
      '–',
    ])
  })
  it('writes burn rates so that nothing is not called zero', () => {
    expect([null, 0, 0.001, 0.5, 14.43, 2.04].map((burn) => burnText({ burn }))).toEqual(['–', '0', '< 0.01×', '0.5×', '14×', '2×'])
  })
  it('says how much of a window was measured, where it was not all', () => {
    expect(shortWords({ seconds: 3600, coveredSeconds: 3590 })).toBeNull()
    expect(shortWords({ seconds: 3600, coveredSeconds: 720 })).toBe('of 12 min')
    expect(shortWords({ seconds: 259_200, coveredSeconds: 0 })).toBe('nothing measured')
  })
  it('gives the reason of an alert', () => {
    expect(alertWords({ kind: 'page', burn: 20, longSeconds: 3600, shortSeconds: 300 })).toBe(
      'Burning fast: look now. Over 1 h and 5 min the budget goes 20× as fast as the target allows.',
    )
  })
  it('shows the worst of several in a list', () => {
    const calm = objective({})
    const low = objective({ kind: 'latency', budget: { allowed: 1, used: 9, leftRatio: -8 } })
    const alarmed = objective({ alert: { kind: 'ticket', burn: 2, longSeconds: 1, shortSeconds: 1 } })
    const slo = { service: 'a/b', windowDays: 30, availability: 0.9, latency: null, revision: 1, actor: '', at: '' }
    expect(worstObjective({ ...slo, objectives: [calm, low] })).toBe(low)
    expect(worstObjective({ ...slo, objectives: [calm, low, alarmed] })).toBe(alarmed)
  })
})
