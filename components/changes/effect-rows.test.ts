import { describe, expect, it } from 'vitest'
import { effectRows } from './effect-rows'

const series = {
  points: {
    p99: [
      [1, 10],
      [2, null],
      [3, 900],
      [4, 20],
      [10, 5],
      [11, 7],
    ] as [number, number | null][],
    requests: [[1, null]] as [number, number | null][],
  },
  stepSeconds: 1,
  annotations: [],
}

describe('the effect of a change', () => {
  it('compares the middle values before and after, so that one bad window is not an effect', () => {
    expect(effectRows(series, ['p99'], 10)).toEqual([{ metric: 'p99', before: 20, after: 6 }])
  })
  it('has no value on a side without measurements', () => {
    expect(effectRows(series, ['requests'], 10)).toEqual([{ metric: 'requests', before: null, after: null }])
  })
})
