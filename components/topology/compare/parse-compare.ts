import type { CompareQuery } from '@/lib/api/compare-queries'

export type CompareBase = { query: Pick<CompareQuery, 'base' | 'baseFrom' | 'baseTo'>; words: string }

const spans: Record<string, string> = { '1h': 'an hour earlier', '1d': 'a day earlier', '7d': 'a week earlier' }

/** What the address compares with: `ago:1h`, `before:<change id>` or `<from>/<to>`; null where it cannot be read. */
export function parseCompare(text: string): CompareBase | null {
  const ago = /^ago:(\d{1,6}[smhd])$/.exec(text)?.[1]
  if (ago !== undefined) return { query: { base: text }, words: spans[ago] ?? `${ago} earlier` }
  if (/^before:\S{1,200}$/.test(text)) return { query: { base: text }, words: 'before the change' }
  const [, from, to] = /^([^/]+)\/([^/]+)$/.exec(text) ?? []
  return from && to && readable(from) && readable(to) ? { query: { baseFrom: from, baseTo: to }, words: 'the chosen time' } : null
}

const readable = (time: string): boolean => /^\d+$/.test(time) || !Number.isNaN(Date.parse(time))
