import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from './ids'

const time = fc.integer({ min: 0, max: 2 ** 48 })

describe('ids', () => {
  it('sort as their times do', () => {
    fc.assert(
      fc.property(
        time,
        time,
        (a, b) =>
          Math.sign(newId(a, Math.random).slice(0, 10).localeCompare(newId(b, Math.random).slice(0, 10), 'en')) === Math.sign(a - b),
      ),
    )
  })

  it('are 20 letters and digits that nobody misreads', () => {
    expect(newId(1_800_000_000_000, () => 0.999_999)).toMatch(/^[0-9a-hjkmnp-tv-z]{20}$/)
  })
})
