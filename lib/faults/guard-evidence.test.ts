import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBinomial, seededRandom } from '@/lib/canary/seeded-random'
import type { Guard, GuardEvidence } from '@/lib/mesh/fault'
import { aboveLn, addGuardTick, type GuardTick, startGuardEvidence } from './guard-evidence'
import { guardProgress, judgeGuards } from './judge-guards'

const guard: Guard = { service: 'shop/frontend', metric: 'errorRatio', above: 0.05 }
const fault = { at: 0, durationSeconds: 300, guards: [guard] }
const base = { before: { requests: 10_000, failures: 5 }, phi: 1, isDispersionMeasured: true }
const none = { requests: 0, failures: 0 }
const tick = (at: number, requests: number, failures: number, control = none): GuardTick => ({
  to: at * 5_000,
  reached: { requests, failures },
  unreached: control,
})
const feed = (ticks: readonly GuardTick[], start: GuardEvidence = startGuardEvidence(base)): GuardEvidence =>
  ticks.reduce((evidence, each) => addGuardTick(evidence, each, guard, fault), start)

/** Answers the tick (from 1) at which a fault of 5 min with 5 s scrapes is stopped, null when it never is. */
function stoppedAt(rateAt: (at: number) => number, requests: number, random: () => number): number | null {
  let evidence = startGuardEvidence(base)
  for (let at = 1; at <= 60; at++) {
    evidence = addGuardTick(evidence, tick(at, requests, drawBinomial(requests, rateAt(at), random)), guard, fault)
    if (judgeGuards(fault, [evidence])) return at
  }
  return null
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)

describe('the evidence of a guard', () => {
  it('is an e-value while the true share is within the bound: its mean is at most 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1.25, 2, 5, 20),
        (n, bound, part, psi) => {
          const p = bound * part
          let mean = 0
          for (let x = 0; x <= n; x++)
            mean += choose(n, x) * p ** x * (1 - p) ** (n - x) * Math.exp(aboveLn({ requests: n, failures: x }, bound, psi))
          expect(mean).toBeLessThanOrEqual(1 + 1e-9)
        },
      ),
    )
  })

  it('stops no fault by chance where a service stays exactly at its bound, however often it is read', () => {
    const random = seededRandom(7)
    const stops = Array.from({ length: 500 }, () => stoppedAt(() => 0.05, 40, random)).filter((at) => at !== null)
    expect(stops.length).toBeLessThanOrEqual(5)
  })

  it('stops within two scrapes when every third request fails, and also when that begins late', () => {
    const random = seededRandom(11)
    const [early, late] = [0, 40].map((from) =>
      Array.from({ length: 100 }, () => (stoppedAt((at) => (at > from ? 0.33 : 0.001), 40, random) ?? 1_000) - from).sort((a, b) => a - b),
    )
    expect(early?.at(-1)).toBeLessThanOrEqual(2)
    expect(late?.[50]).toBeLessThanOrEqual(2)
    expect(late?.at(-1)).toBeLessThanOrEqual(4)
  })

  it('needs more where the errors of the past came in clusters', () => {
    const ticks = [tick(1, 100, 16)]
    expect(judgeGuards(fault, [feed(ticks)])).toBe(
      'errors of shop/frontend: 16 % (16 of 100) of the last 30 s, surely above 5 %; 0.05 % before the start',
    )
    expect(judgeGuards(fault, [feed(ticks, startGuardEvidence({ ...base, phi: 4 }))])).toBeNull()
  })

  it('stops by the requests that the fault reaches, beside those it does not, where all together hide it', () => {
    const control = { requests: 900, failures: 1 }
    const ticks = Array.from({ length: 3 }, (_, at) => tick(at + 1, 60, 12, control))
    expect(judgeGuards(fault, [feed(ticks)])).toBe(
      'errors of shop/frontend where the fault reaches it: 20 % (36 of 180) since the start, surely above 5 %, against 0.11 % (3 of 2700) where it does not',
    )
    const everywhere = Array.from({ length: 3 }, (_, at) => tick(at + 1, 60, 2, { requests: 900, failures: 30 }))
    expect(judgeGuards(fault, [feed(everywhere)])).toBeNull()
  })

  it('is passed at once by any failure where the bound is 0, and never where it is 1', () => {
    const at = (above: number) => addGuardTick(startGuardEvidence(base), tick(1, 100, 1), { ...guard, above }, fault)
    expect(judgeGuards({ guards: [{ ...guard, above: 0 }] }, [at(0)])).toContain('surely above 0;')
    expect(judgeGuards({ guards: [{ ...guard, above: 1 }] }, [at(1)])).toBeNull()
  })

  it('survives being stored as JSON, and says nothing without requests', () => {
    const evidence = feed([tick(1, 100, 3), tick(2, 0, 0)])
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence)
    expect(feed([tick(1, 0, 0)])).toEqual(startGuardEvidence(base))
    expect(guardProgress(startGuardEvidence(base), 1)).toBe(0)
  })
})
