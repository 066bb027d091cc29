import { describe, expect, it } from 'vitest'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { CircuitBreaker, Policy } from '@/lib/mesh/policy'
import { type ForecastQuestion, forecastFault } from './forecast-fault'
import { countRetries } from './retries-of'

const spec: FaultSpec = { service: 'shop/ratings', abort: { percent: 50, httpStatus: 503 }, durationSeconds: 300, reason: '' }
const retrying = (on: string[], attempts = 2): Policy => ({
  service: 'shop/reviews',
  rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], retry: { attempts, on } }],
})
const guard = { service: 'shop/frontend', metric: 'errorRatio', above: 0.05 } as const
const ask = (change: Partial<ForecastQuestion> = {}) =>
  forecastFault({
    spec,
    callers: [
      { service: 'shop/reviews', version: 'v1', requestsPerSecond: 12 },
      { service: 'shop/reviews', version: 'v2', requestsPerSecond: 8 },
    ],
    meshRequestsPerSecond: 200,
    policyOf: (service) => (service === 'shop/reviews' ? retrying(['5xx']) : undefined),
    guards: [],
    proxies: 2,
    ...change,
  })

describe('the forecast of a fault', () => {
  it('says requests hit, and what is seen through retries: 50 % with two retries is 12.5 % at 1.75 times the load', () => {
    const forecast = ask()
    expect(forecast).toMatchObject({ requestsPerSecond: 20, abortsPerSecond: 10, delaysPerSecond: 0, meshRatio: 0.05 })
    expect(forecast.seen).toEqual([{ caller: 'shop/reviews', requestsPerSecond: 20, tries: 3, seenRatio: 0.125, loadFactor: 1.75 }])
    expect(forecast.sentence).toBe("It would abort 10 rps, of 20 rps in scope; 5 % of the mesh's requests.")
    expect(forecast.warnings).toEqual([
      'no stop condition: it ends by its time alone, whatever it does',
      'requests to shop/reviews are tried up to 3 times: where it passes the failure on, at least 12.5 % is seen instead of 50 %, at up to 1.75 times the load',
      'retries would be 42.9 % of the tries to shop/reviews, and its retry budget lets 20 % be retries, or 3 at once at each calling proxy: those beyond it are not tried again, so more than 12.5 % can be seen; to let them pass, set destination.circuitBreaker.retryBudget.percent of shop/reviews well above 43',
    ])
  })

  it('names the retry breaker where it would not let the retries pass, with the policy’s own limits, and only there', () => {
    const about = (circuitBreaker: CircuitBreaker | undefined, percent: number) =>
      ask({
        spec: { ...spec, abort: { percent, httpStatus: 503 } },
        policyOf: () => ({ ...retrying(['5xx']), destination: { circuitBreaker } }),
      }).warnings.filter((text) => text.includes('circuitBreaker'))
    // Of 1.39 tries 0.39 are retries.
    expect(about(undefined, 30)).toEqual([expect.stringContaining('retries would be 28.1 % of the tries to shop/reviews')])
    expect(about(undefined, 10)).toEqual([])
    expect(about({ retryBudget: { percent: 5, minRetryConcurrency: 0 } }, 10)).toEqual([
      expect.stringContaining('its retry budget lets 5 % be retries, or 0 at once'),
    ])
    expect(about({ retryBudget: { percent: 40 } }, 30)).toEqual([])
    // 7.8 retries a second, each waiting 12.5 ms on average before it is sent: never more than one at once on average.
    expect(about({ maxRetries: 1 }, 30)).toEqual([])
    expect(about({ maxRetries: 0 }, 30)).toEqual([
      expect.stringContaining(
        '7.8 retries per second of requests to shop/reviews are expected, and its maxRetries lets 0 be under way at once',
      ),
    ])
  })

  it('counts a request that is both delayed and aborted once', () => {
    const both = { ...spec, delay: { percent: 50, fixedDelayMs: 100 } }
    expect(ask({ spec: both }).meshRatio).toBeCloseTo(0.075, 9)
  })

  it('says how long a stop condition needs, and that it was passed before', () => {
    const base = { before: { requests: 1_000, failures: 1 }, phi: 1 }
    const guarded = { ...spec, guards: [guard] }
    const [quick] = ask({ spec: guarded, guards: [{ base, requestsPerSecond: 20 }] }).guards
    // ln(2 / 0.01) / (20 · (0.1·ln 2 + 0.9·ln(0.9/0.95)))
    expect(quick?.seconds).toBeCloseTo(5.298317 / (20 * 0.0206547), 1)
    const bad = ask({ spec: guarded, guards: [{ base: { ...base, before: { requests: 100, failures: 9 } }, requestsPerSecond: 20 }] })
    expect(bad.warnings.some((text) => text.includes('above the bound of its stop condition over the last hour'))).toBe(true)
  })

  it('warns where more would be held than maxActive lets, and where nothing is known', () => {
    const slow = { ...spec, abort: undefined, delay: { percent: 100, fixedDelayMs: 30_000 } }
    expect(ask({ spec: slow }).warnings).toContain(
      'about 600 requests would be held at once, and its proxies hold 200 at most: the rest passes untouched',
    )
    expect(ask({ callers: null })).toMatchObject({ requestsPerSecond: null, abortsPerSecond: null, meshRatio: null })
    expect(ask({ callers: null }).sentence).toContain('not known')
    expect(ask({ spec: { ...spec, match: { path: { prefix: '/x' } } } }).sentence).toContain('at most')
  })

  it('counts only retries of what the abort gives', () => {
    const tries = (on: string[], abort: FaultSpec['abort']) => countRetries(retrying(on), abort)
    expect(tries(['gateway-error'], { percent: 1, httpStatus: 503 })).toBe(2)
    expect(tries(['gateway-error'], { percent: 1, httpStatus: 500 })).toBe(0)
    expect(tries(['connect-failure'], { percent: 1 })).toBe(0)
    expect(tries(['unavailable'], { percent: 1, grpcStatus: 14 })).toBe(2)
    expect(tries(['5xx'], { percent: 1, grpcStatus: 14 })).toBe(0)
    expect(countRetries(undefined, { percent: 1 })).toBe(0)
  })
})
