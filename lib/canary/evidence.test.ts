import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scenarios } from '@/bench/canary/scenarios'
import { simulate } from '@/bench/canary/simulate'
import { drawHour } from '@/bench/canary/simulated-mesh'
import { readBaseline } from './baseline'
import { addTick, anyHarmLn, errorsLn, type RunEvidence, startEvidence } from './evidence'
import { forecastPromotion } from './forecast-promotion'
import { presets } from './presets'
import { findUnsound, type StratumCounts, type Tick } from './tick'
import { judge } from './verdict'

const tick = (...strata: StratumCounts[]): Tick => ({ from: 0, to: 15_000, strata, dirty: null, isComplete: true, instances: [] })
const stratum = (caller: string, nc: number, nb: number, xc: number, xb: number): StratumCounts => ({
  caller,
  nc,
  nb,
  xc,
  xb,
  latency: null,
})
const slow = (canary: readonly number[], baseline: readonly number[]): StratumCounts => ({
  ...stratum('shop/frontend', 1000, 9000, 5, 45),
  latency: {
    canary: 1000,
    baseline: 9000,
    slower: [50, 100, 250, 500, 1000].map((boundMs, index) => ({ boundMs, canary: canary[index] ?? 0, baseline: baseline[index] ?? 0 })),
  },
})
const hourOf = (each: StratumCounts) => readBaseline(drawHour(() => [each], 15, 0))
const plain = hourOf(stratum('a', 0, 3000, 0, 15))
const latent = hourOf({ ...slow([], [4500, 900, 270, 90, 18]), nc: 0, xc: 0 })
const normal = presets.normal
const addAll = (ticks: readonly Tick[], baseline = plain): RunEvidence =>
  ticks.reduce((evidence, each) => addTick(evidence, each, baseline, normal, 10), startEvidence(baseline))

describe('the evidence of a run', () => {
  it('judges callers apart: pooled counts that would confound say nothing', () => {
    const confounded = tick(stratum('a', 900, 100, 90, 10), stratum('b', 100, 900, 1, 9))
    expect(errorsLn(addAll([confounded, confounded, confounded]), plain)).toBeLessThan(0)
    const pooled = tick(stratum('all', 1000, 1000, 91, 19))
    expect(errorsLn(addAll([pooled, pooled, pooled]), plain)).toBeGreaterThan(Math.log(100))
  })

  it('is the same to the last bit in whatever order the callers are listed', () => {
    const anyStratum = fc.record({
      nc: fc.integer({ min: 30, max: 500 }),
      nb: fc.integer({ min: 30, max: 500 }),
      xc: fc.nat(30),
      xb: fc.nat(30),
    })
    fc.assert(
      fc.property(fc.array(anyStratum, { minLength: 1, maxLength: 6 }), (list) => {
        const strata = list.map((each, index) => ({ ...each, caller: `c${index}`, latency: null }))
        const one = addAll([tick(...strata), tick(...strata)])
        expect(JSON.stringify(addAll([tick(...strata.toReversed()), tick(...strata)]))).toBe(JSON.stringify({ ...one }))
      }),
    )
  })

  it('takes no traffic, and traffic on one arm, as nothing at all', () => {
    const evidence = addAll([tick(), tick(stratum('a', 0, 0, 0, 0)), tick(stratum('a', 50, 0, 20, 0)), tick(stratum('a', 0, 50, 0, 20))])
    expect(anyHarmLn(evidence, plain)).toBe(0)
    expect(judge(evidence, plain, normal)).toMatchObject({ verdict: 'unknown', anytimeP: 1 })
  })

  it('names the metric and the bound that convicted, in words', () => {
    const judged = judge(addAll([tick(slow([600, 200, 70, 25, 5], [4500, 900, 270, 90, 18]))], latent), latent, normal)
    expect(judged.verdict).toBe('worse')
    expect(judged.latency).toMatchObject({ boundMs: 100, isNamed: true })
    expect(judged.errors.isNamed).toBe(false)
    expect(judged.sentence).toBe('slower: 20 % of canary requests took over 100 ms, 10 % of baseline requests')
  })

  it('latches WORSE: later good ticks do not take it back', () => {
    const bad = tick(stratum('a', 300, 2700, 60, 14))
    const good = Array.from({ length: 100 }, () => tick(stratum('a', 300, 2700, 0, 14)))
    expect(judge(addAll([bad, ...good]), plain, normal).verdict).toBe('worse')
  })

  it('shows NOT WORSE only when every metric does', () => {
    const alike = Array.from({ length: 40 }, () => tick(slow([500, 100, 30, 10, 2], [4500, 900, 270, 90, 18])))
    expect(judge(addAll(alike, latent), latent, normal).verdict).toBe('not_worse')
    const blindToLatency = alike.map((each) => tick(...each.strata.map((one) => ({ ...one, latency: null }))))
    expect(judge(addAll(blindToLatency, latent), latent, normal).verdict).toBe('unknown')
  })

  it('declares its bounds from the hour before, and the one to promote by at or above the p95', () => {
    expect(latent.bounds.map(({ boundMs }) => boundMs)).toEqual([50, 100, 250, 500])
    expect(latent.promotionBoundMs).toBe(250)
    expect(readBaseline([])).toMatchObject({ promotionBoundMs: null, errors: { phi: 2, isMeasured: false } })
  })

  it('refuses counts that cannot be', () => {
    expect(findUnsound(tick(stratum('a', 1, 1, 2, 0)))).toContain('more errors than requests')
    expect(findUnsound(tick(stratum('a', Number.NaN, 1, 0, 0)))).toContain('not whole')
    expect(findUnsound(tick(stratum('a', 1, 1, 0, 0), stratum('a', 1, 1, 0, 0)))).toContain('twice')
    expect(findUnsound(tick(stratum('a', 1, 1, 0, 0)))).toBeNull()
  })
})

describe('the forecast of promotion', () => {
  const hour = drawHour(() => [stratum('a', 0, 3000, 0, 15)], 15, 0)

  it('is the same for the same seed, and about eight minutes at 200 requests a second', () => {
    const forecast = forecastPromotion(hour, plain, normal, 1, 20)
    expect(forecast).toEqual(forecastPromotion(hour, plain, normal, 1, 20))
    expect(forecast?.medianSeconds).toBeGreaterThanOrEqual(480)
    expect(forecast?.medianSeconds).toBeLessThan(700)
  })

  it('is nothing without an hour, and never without traffic', () => {
    expect(forecastPromotion([], plain, normal, 1)).toBeNull()
    const silent = drawHour(() => [stratum('a', 0, 0, 0, 0)], 15, 0)
    expect(forecastPromotion(silent, readBaseline(silent), normal, 1, 2)).toMatchObject({ medianSeconds: null })
  })
})

describe('the benchmark in its short form', () => {
  const find = (name: string) => scenarios.find((each) => each.name === name) ?? expect.fail(`no scenario ${name}`)
  const runs = (name: string, count: number) => Array.from({ length: count }, (_, index) => simulate(find(name), index + 1))

  it('no false alarm in 20 hours with clusters of ten, where the threshold rule has many', () => {
    const outcomes = runs('A/A for an hour, drift, ramp, clusters of 10, 200 rps', 20)
    expect(outcomes.filter((each) => each.worseSeconds !== null)).toEqual([])
    expect(outcomes.filter((each) => each.thresholdSeconds !== null).length).toBeGreaterThan(5)
  })

  it('ten times the errors are seen within 30 s of the weight in force, in the median', () => {
    const seconds = runs('10x errors at 20 canary rps', 15).map((each) => each.worseSeconds ?? Number.POSITIVE_INFINITY)
    expect(seconds.sort((a, b) => a - b)[7]).toBeLessThanOrEqual(30)
  })

  it('the same seed is the same run', () => {
    const scenario = find('4x errors at 20 canary rps')
    expect(simulate(scenario, 7)).toEqual(simulate(scenario, 7))
  })
})
