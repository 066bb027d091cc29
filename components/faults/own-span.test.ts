import { describe, expect, it } from 'vitest'
import { ownSpan } from './own-span'

describe('what a fault injected', () => {
  const points: [number, number | null][] = [
    [0, 4],
    [5000, 0],
    [10_000, 2],
    [15_000, 3],
    [20_000, null],
    [25_000, 7],
  ]
  it('is only what falls into its own life: not an earlier fault, not a later one', () => {
    expect(ownSpan(points, 5000, 11_000, 22_000).map(([, value]) => value)).toEqual([null, null, 2, 3, null, null])
  })
  it('goes on to the newest step while it lives', () => {
    expect(ownSpan(points, 5000, 11_000, null).map(([, value]) => value)).toEqual([null, null, 2, 3, null, 7])
  })
})
