import { expect, it } from 'vitest'
import { readBack } from './chart-page'

it('the way back from a zoom leads to where the page was, or to the live range where the address is nonsense', () => {
  expect(readBack(null)).toBeNull()
  expect(readBack('now-1m~now')).toEqual({ range: { from: null, to: null }, words: 'last 1 min' })
  expect(readBack('now-15m~now')).toEqual({ range: { from: 'now-15m', to: null }, words: 'last 15 min' })
  expect(readBack('2026-01-01T00:00:00Z~2026-01-01T01:00:00Z')?.words).toBe('the former range')
  for (const nonsense of ['', '~', 'javascript:alert(1)', '<img>~now'])
    expect(readBack(nonsense)).toEqual({ range: { from: null, to: null }, words: 'live' })
})
