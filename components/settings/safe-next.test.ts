import { describe, expect, it } from 'vitest'
import { safeNext } from './safe-next'

describe('the way back after a login', () => {
  it('keeps a page of ours with its query', () => {
    expect(safeNext('/services/shop/reviews?from=now-1h')).toBe('/services/shop/reviews?from=now-1h')
  })
  it('never leads to another server', () => {
    for (const next of ['//evil.example/x', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example', null]) {
      expect(safeNext(next)).toBe('/')
    }
  })
})
