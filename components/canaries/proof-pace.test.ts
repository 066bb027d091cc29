import { describe, expect, it } from 'vitest'
import { exampleTick } from '@/lib/testing/example-canary'
import { secondsToProof } from './proof-pace'

const required = Math.log(20)
/** Ticks of 15 s whose evidence ends at these two. */
const ticks = (errors: number, latency: number | null, count = 4) =>
  Array.from({ length: count }, (_, index) =>
    exampleTick(index * 15, { notWorseLn: { errors: (errors * (index + 1)) / count, latency: latency === null ? null : latency } }),
  )

describe('the time to proof', () => {
  it('goes on at the pace so far: half of the way in 60 s needs 60 s more', () => {
    expect(secondsToProof(ticks(required / 2, required), required)).toBeCloseTo(60, 6)
  })
  it('is that of the slowest metric', () => {
    expect(secondsToProof(ticks(required / 2, required / 4), required)).toBeCloseTo(180, 6)
  })
  it('is over when every metric has reached it, with or without latency', () => {
    expect(secondsToProof(ticks(required, required), required)).toBe(0)
    expect(secondsToProof(ticks(required, null), required)).toBe(0)
  })
  it('is not told from fewer than four ticks, nor while it does not approach', () => {
    expect(secondsToProof(ticks(required / 2, required, 3), required)).toBeNull()
    expect(secondsToProof(ticks(-1, required), required)).toBeNull()
    expect(secondsToProof([], required)).toBeNull()
  })
})
