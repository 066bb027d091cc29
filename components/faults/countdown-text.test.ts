import { describe, expect, it } from 'vitest'
import { countdownText, elapsedRatio } from './countdown-text'

describe('the countdown of a fault', () => {
  it('says minutes and seconds, rounded up so that it never ends before the fault', () => {
    expect(countdownText(138_000, 0)).toBe('2:18')
    expect(countdownText(138_000, 900)).toBe('2:18')
    expect(countdownText(9_000, 0)).toBe('0:09')
  })
  it('says hours where there are any', () => {
    expect(countdownText(3_849_000, 0)).toBe('1:04:09')
  })
  it('stays at zero after the end', () => {
    expect(countdownText(1000, 60_000)).toBe('0:00')
  })
  it('fills its bar from start to end and no further', () => {
    expect(elapsedRatio(0, 100, 25)).toBe(0.25)
    expect(elapsedRatio(0, 100, 500)).toBe(1)
    expect(elapsedRatio(100, 100, 0)).toBe(1)
  })
})
