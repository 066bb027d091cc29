import { describe, expect, it } from 'vitest'
import type { DifferenceWire } from '@/lib/api/compare'
import { differenceLabel, differenceSentence, presenceWords, significanceWords, unitOf } from './difference-words'
import { parseCompare } from './parse-compare'

const difference = (change: Partial<DifferenceWire>): DifferenceWire => ({
  kind: 'failing_more',
  test: 'fisher',
  p: 1e-9,
  q: 1e-8,
  phi: 1,
  isDispersionMeasured: true,
  now: 0.079,
  base: 0,
  perSecond: 1,
  ...change,
})

describe('what an edge says of a change', () => {
  it.each([
    [{}, '▲ 0 % → 7.9 % errors', '7.9 % fail, 0 % before'],
    [{ kind: 'slower', now: 0.31, base: 0.04, boundMs: 25 }, '▲ 4 % → 31 % over 25 ms', '31 % take over 25 ms, 4 % before'],
    [{ kind: 'faster', now: 0.04, base: 0.31, boundMs: 25 }, '▼ 31 % → 4 % over 25 ms', '4 % take over 25 ms, 31 % before'],
    [{ kind: 'more', now: 40, base: 12 }, '▲ 12 → 40 rps', '40 rps, 12 before (▲ 233 %)'],
    [{ kind: 'new', now: 12, base: 0 }, 'new, 12 rps', '12 rps, none before'],
    [{ kind: 'gone', now: 0, base: 12 }, 'gone, was 12 rps', 'none, 12 rps before'],
  ] as const)('%j has its sign and both values', (change, label, sentence) => {
    expect(differenceLabel(difference(change))).toBe(label)
    expect(differenceSentence(difference(change))).toBe(sentence)
  })
  it('counts connections where either window does', () => {
    const side = {
      requests: 0,
      errors: 0,
      coveredSeconds: 60,
      requestsPerSecond: null,
      errorRatio: null,
      latencyMs: null,
      proxies: 1,
    } as const
    const tcp = { ...side, connectionsPerSecond: 3, health: 'healthy' } as const
    expect(unitOf({ now: tcp, base: null })).toBe('conn/s')
    expect(unitOf({ now: null, base: tcp })).toBe('conn/s')
    expect(unitOf({ now: { ...side, requestsPerSecond: 3, health: 'healthy' }, base: null })).toBe('rps')
  })
  it('names the test and how surely', () => {
    expect(significanceWords(difference({}))).toBe("Fisher's exact test, q < 0.0001; counts scatter as independent ones do")
    expect(significanceWords(difference({ kind: 'slower', q: 0.0123, phi: 2, isDispersionMeasured: false }))).toBe(
      "whole latency distribution, Fisher's exact test, q = 0.012; how counts scatter was not measured, taken as 2",
    )
  })
  it('says where so few calls may be chance', () => {
    const seen = { id: 'a', now: null, base: null, differences: [] }
    expect(presenceWords({ ...seen, presence: 'new' })).toContain('may be chance')
    expect(presenceWords({ ...seen, presence: 'unknown', unknownReason: 'no proxy of shop/cart was read' })).toBe(
      'Not known: no proxy of shop/cart was read.',
    )
    expect(presenceWords({ ...seen, presence: 'both', rateUntested: 'p2 was not read in this window' })).toBe(
      'Traffic was not compared: p2 was not read in this window.',
    )
  })
})

describe('what the address compares with', () => {
  it('is a span, a change or a window; anything else is nothing', () => {
    expect(parseCompare('ago:1h')).toEqual({ query: { base: 'ago:1h' }, words: 'an hour earlier' })
    expect(parseCompare('before:c-1')?.query).toEqual({ base: 'before:c-1' })
    expect(parseCompare('2026-11-24T14:05:00.000Z/2026-11-24T14:06:00.000Z')?.query).toEqual({
      baseFrom: '2026-11-24T14:05:00.000Z',
      baseTo: '2026-11-24T14:06:00.000Z',
    })
    for (const text of ['', 'ago:', 'yesterday', 'now-1h/now', '<img src=x>', 'before:']) expect(parseCompare(text)).toBeNull()
  })
})
