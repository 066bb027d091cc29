import { describe, expect, it } from 'vitest'
import { untilWindow } from './next-window'

describe('the wait for the next window', () => {
  it('goes over the reading that begins it to the one that ends it', () => {
    expect(untilWindow(11_000, 10_000, 5000, 12_000)).toBe(8000)
  })
  it('is shorter once it has begun, and never below zero', () => {
    expect(untilWindow(11_000, 15_000, 5000, 16_000)).toBe(4000)
    expect(untilWindow(11_000, 15_000, 5000, 30_000)).toBe(0)
  })
  it('is not known of a proxy that was never read', () => {
    expect(untilWindow(11_000, null, 5000, 12_000)).toBeNull()
  })
})
