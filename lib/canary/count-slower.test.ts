import { describe, expect, it } from 'vitest'
import { boundsOf, countSlower } from './count-slower'

const fine = [
  [10, 20, 5],
  [20, 40, 3],
  [100, 200, 2],
] as const
const coarse = [
  [0, 20, 4],
  [20, 100, 6],
  [100, Number.POSITIVE_INFINITY, 1],
] as const

describe('requests slower than a bound', () => {
  it('are the total minus the cumulative, over all proxies', () => {
    expect(countSlower([fine], [coarse, coarse], [20, 100])).toEqual({
      canary: 10,
      baseline: 22,
      slower: [
        { boundMs: 20, canary: 5, baseline: 14 },
        { boundMs: 100, canary: 2, baseline: 2 },
      ],
    })
  })

  it('are left out where a bound is inside a bin of any proxy, and null without a sample', () => {
    expect(countSlower([fine], [coarse], [40, 150])?.slower).toEqual([])
    expect(countSlower([[]], [], [20])).toBeNull()
  })

  it('have the bounds that the bins have', () => {
    expect(boundsOf([fine, coarse])).toEqual([10, 20, 40, 100, 200])
  })
})
