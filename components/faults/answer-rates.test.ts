import { describe, expect, it } from 'vitest'
import type { ChartPoint } from '@/components/charts/time-chart'
import { answerRates } from './answer-rates'

const points: ChartPoint[] = [
  [0, 100],
  [5, 100],
  [10, 60],
  [15, null],
  [20, 40],
  [25, 30],
  [30, 90],
]

describe('the rate of answers beside a fault', () => {
  it('is the mean of whole steps before it, while it was in force, and after its end', () => {
    expect(answerRates(points, 5, { at: 10, loadedAt: 15, stoppedAt: 30, endedAt: 30 })).toEqual({ before: 100, during: 35, after: 90 })
  })

  it('takes no step that lies across a border', () => {
    expect(answerRates(points, 5, { at: 12, loadedAt: 18, stoppedAt: 28, endedAt: 29 })).toEqual({ before: 100, during: 40, after: 90 })
  })

  it('is unknown where nothing was measured, or the time has not come', () => {
    expect(answerRates(points, 5, { at: 0, loadedAt: null, stoppedAt: null, endedAt: null })).toEqual({
      before: null,
      during: null,
      after: null,
    })
    expect(answerRates([], 5, { at: 10, loadedAt: 15, stoppedAt: 30, endedAt: 30 }).during).toBeNull()
  })
})
