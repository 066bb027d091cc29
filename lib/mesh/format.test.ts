import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayName } from './display-name'
import {
  formatBytes,
  formatFailures,
  formatLatency,
  formatMs,
  formatNumber,
  formatPercent,
  formatPlural,
  formatRate,
  formatRatio,
} from './format'
import { formatAge, formatAgo, formatCountdown, formatSpan } from './format-time'

describe('numbers', () => {
  it('have three significant digits and scaled units', () => {
    expect([0.425, 14.14, 142.3, 1284, 12_410, 999_700, 3.2e9].map(formatNumber)).toEqual([
      '0.425',
      '14.1',
      '142',
      '1284',
      '12.4 k',
      '1 M',
      '3.2 G',
    ])
    expect(formatRate(142.3)).toBe('142 rps')
  })
  it('tell a measured zero, next to nothing and no data apart', () => {
    expect([formatNumber(0), formatNumber(0.0004), formatNumber(null)]).toEqual(['0', '< 0.001', '–'])
    expect([formatRatio(0), formatRatio(0.00001), formatRatio(null)]).toEqual(['0', '< 0.01 %', '–'])
    expect([formatPercent(0), formatPercent(0.01), formatPercent(null)]).toEqual(['0 %', '< 0.1 %', '–'])
  })
  it('write ratios with one decimal, two under one per cent', () => {
    expect([0.042, 0.0004, 0.0099, 0.25, 1].map(formatRatio)).toEqual(['4.2 %', '0.04 %', '0.99 %', '25 %', '100 %'])
  })
  it('count failures while they are few', () => {
    expect([formatFailures(3, 41), formatFailures(0, 41), formatFailures(0, 0), formatFailures(41, 1000)]).toEqual([
      '3 of 41',
      '0',
      '–',
      '4.1 %',
    ])
  })
  it('write bytes and plurals', () => {
    expect([formatBytes(512), formatBytes(34 * 1024), formatBytes(1.25 * 1024 * 1024)]).toEqual(['512 B', '34 KiB', '1.25 MiB'])
    expect([formatPlural(1, 'proxy', 'proxies'), formatPlural(12, 'proxy', 'proxies')]).toEqual(['1 proxy', '12 proxies'])
  })
})

describe('latency', () => {
  it('is an interval where the buckets do not tell more', () => {
    expect(formatLatency(19, [18, 20])).toBe('18–20 ms')
    expect(formatLatency(null, [250, 500])).toBe('250–500 ms')
    expect(formatLatency(0.25, [0, 0.5])).toBe('≤ 0.5 ms')
    expect(formatLatency(null, [3_600_000, null])).toBe('> 1 h')
    expect(formatLatency(null, [500, 2500])).toBe('500 ms–2.5 s')
  })
  it('is a point where it is known as one', () => {
    expect([formatLatency(19), formatLatency(null), formatMs(1210), formatMs(0.42)]).toEqual(['19 ms', '–', '1.2 s', '0.42 ms'])
  })
})

describe('time', () => {
  it('is coarse for ages and fine for short spans', () => {
    expect([formatAge(3_400), formatAge(42_000), formatAge(22 * 60_000), formatAge(3 * 3_600_000)]).toEqual([
      '3 s',
      '42 s',
      '22 min',
      '3 h',
    ])
    expect([formatAge(47 * 3_600_000), formatAge(48 * 3_600_000)]).toEqual(['47 h', '2 days'])
    expect([formatSpan(90), formatSpan(8_300), formatSpan(130_000)]).toEqual(['0.09 s', '8.3 s', '2 min 10 s'])
    expect(formatAgo(1000, 1400)).toBe('just now')
  })
  it('counts down to zero and not below', () => {
    expect([formatCountdown(138_000, 0), formatCountdown(3_738_000, 0), formatCountdown(0, 5000), formatCountdown(200, 0)]).toEqual([
      '2:18',
      '1:02:18',
      '0:00',
      '0:01',
    ])
  })
})

describe('names from outside', () => {
  it('never carry a control or bidirectional character and never exceed their limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const shown = displayName(name)
        expect([...shown].length).toBeLessThanOrEqual(64)
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u)
      }),
    )
  })
  it('are cut in the middle', () => {
    expect(displayName('a-very-long-service-name', 11)).toBe('a-ver…-name')
  })
})
