import { describe, expect, it } from 'vitest'
import { seenThroughRetries } from '@/lib/faults/planned-injection'
import { measureDispersion } from './dispersion'
import { eventsToVerdict, secondsToVerdict } from './forecast'
import { mannWhitneyShift } from './mann-whitney'

describe('the forecast', () => {
  it.each([
    [0.01, [6156, 1735, 524, 270, 172, 52]],
    [0.05, [1317, 380, 120, 65, 43, 16]],
    [0.1, [717, 213, 71, 40, 27, 11]],
    [0.25, [377, 121, 46, 28, 21, 11]],
    [0.5, [325, 116, 50, 34, 27, 17]],
  ])('needs the published number of error events at share %d', (share, expected) => {
    const events = [1.5, 2, 3, 4, 5, 10].map((psi) => eventsToVerdict(share, psi, 0.01))
    for (const [index, count] of expected.entries()) expect(Math.abs((events[index] ?? 0) - count)).toBeLessThanOrEqual(1)
  })

  it('turns events into the published seconds', () => {
    const at = (requestsPerSecond: number) => ({ requestsPerSecond, baseRatio: 0.005, share: 0.1, phi: 1, alpha: 0.01 })
    expect(Math.round(secondsToVerdict(at(200), 2) ?? 0)).toBe(194)
    expect(Math.round(secondsToVerdict(at(200), 4) ?? 0)).toBe(31)
    expect(Math.round(secondsToVerdict(at(20), 4) ?? 0)).toBe(307)
  })

  it('never comes without traffic, without errors, or without a share', () => {
    const input = { requestsPerSecond: 20, baseRatio: 0.005, share: 0.1, phi: 1, alpha: 0.01 }
    for (const missing of [{ requestsPerSecond: 0 }, { baseRatio: 0 }, { share: 0 }, { share: 1 }])
      expect(secondsToVerdict({ ...input, ...missing }, 2)).toBeNull()
  })
})

describe('dispersion', () => {
  it('is the published one for eight ticks', () => {
    const measured = measureDispersion(
      [3, 5, 4, 12, 4, 5, 3, 4].map((x) => ({ n: 1000, x })),
      1,
    )
    expect(Math.abs((measured.mean ?? 0) - 1.995693)).toBeLessThan(1e-6)
    expect(Math.abs(measured.phi - 4.144865)).toBeLessThan(1e-6)
    expect(measured).toMatchObject({ differences: 7, isMeasured: true })
  })

  it('is 2 and not measured with fewer than 20 differences', () => {
    const ticks = Array.from({ length: 20 }, () => ({ n: 1000, x: 5 }))
    expect(measureDispersion(ticks)).toEqual({ phi: 2, mean: null, differences: 19, isMeasured: false })
    expect(measureDispersion([])).toMatchObject({ phi: 2, isMeasured: false })
  })

  it('is never under 1, also without any error, and an empty tick breaks the chain', () => {
    const clean = Array.from({ length: 30 }, () => ({ n: 1000, x: 0 }))
    expect(measureDispersion(clean)).toMatchObject({ phi: 1, isMeasured: true })
    const broken = clean.map((tick, index) => (index === 10 ? { n: 0, x: 0 } : tick))
    expect(measureDispersion(broken).differences).toBe(27)
  })
})

it('a fault of 50 % with two retries above is seen as 12.5 % at 1.75 times the load', () => {
  expect(seenThroughRetries(0.5, 2)).toEqual({ seenRatio: 0.125, loadFactor: 1.75 })
})

describe('the Mann-Whitney display', () => {
  it('is what R gives: 6 to 39, estimate 22.5', () => {
    expect(mannWhitneyShift([10, 20, 30, 40], [1, 2, 3, 4], 0.95)).toEqual({ estimate: 22.5, lower: 6, upper: 39, isExact: true })
  })

  it('says nothing of an empty arm, and that ties make it inexact', () => {
    expect(mannWhitneyShift([], [1], 0.95)).toBeNull()
    expect(mannWhitneyShift([1, 1], [1, 2], 0.95)?.isExact).toBe(false)
  })
})
