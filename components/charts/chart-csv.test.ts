import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chartCsv, toCsv } from './chart-csv'
import { fileName } from './save-file'

describe('a saved table', () => {
  it('has raw values under ISO times, an empty cell for a gap, and the unit in its heads', () => {
    const text = chartCsv(
      {
        lines: [
          {
            name: 'p95',
            color: '',
            points: [
              [0, 12.345678],
              [10_000, null],
            ],
          },
          { name: 'p99', color: '', points: [[10_000, 40]] },
        ],
        unit: 'ms',
      },
      false,
    )
    expect(text).toBe('time,p95 (ms),p99 (ms)\r\n1970-01-01T00:00:00.000Z,12.345678,\r\n1970-01-01T00:00:10.000Z,,40\r\n')
  })

  it('says that a mesh is simulated, in itself and in its name', () => {
    expect(chartCsv({ lines: [] }, true)).toBe('"time, SIMULATED"\r\n')
    expect(fileName('requests', 0, 'csv', true)).toBe('outrider-SIMULATED-requests-1970-01-01T00-00-00Z.csv')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =HYPERLINK("http://x")', '\r=1'])('takes no name for a formula: %j', (name) => {
    expect(toCsv([[name]])).toMatch(/^"?'/)
  })

  it('keeps negative numbers numbers', () => {
    expect(toCsv([[-1.5, 'a']])).toBe('-1.5,a\r\n')
  })

  it('has as many cells as it was given, whatever is in them', () => {
    const count = (text: string): number => {
      let [cells, isQuoted] = [1, false]
      for (const sign of text.slice(0, -2)) {
        if (sign === '"') isQuoted = !isQuoted
        else if (sign === ',' && !isQuoted) cells++
      }
      return cells
    }
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '=', 'a,"b"\n')), { minLength: 1, maxLength: 6 }),
        (cells) => {
          expect(count(toCsv([cells]))).toBe(cells.length)
        },
      ),
    )
  })

  it('is called by words of ours alone', () => {
    expect(fileName('../<img src=x>', Date.UTC(2026, 10, 25, 14, 30), 'png', false)).toBe('outrider--img-src-x--2026-11-25T14-30-00Z.png')
  })
})
