import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern } from './linear-pattern'

const test = (source: string, text: string): boolean => {
  const pattern = compilePattern(source)
  if (!pattern.ok) throw new Error(pattern.message)
  return pattern.test(text)
}
const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', 'a*', 'b+', 'a?', '(a|b)', '(ab)*', '(a|bb)+', '(a*)*', '\\w', '\\.', '^', '$')

describe('patterns in linear time', () => {
  it('find what the language’s own expressions find', () => {
    const source = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(source, source, text, (one, other, subject) => {
        for (const each of [one, `${one}|${other}`])
          expect(test(each, subject), `${each} on ${subject}`).toBe(new RegExp(each).test(subject))
      }),
      { numRuns: 2000 },
    )
  })
  it('ignore case and know classes and ranges', () => {
    expect(test('^shop/(re|ca)[a-z]+$', 'SHOP/Reviews')).toBe(true)
    expect(test('v\\d+', 'reviews@v12')).toBe(true)
    expect(test('[^\\d]$', 'reviews@v12')).toBe(false)
    expect(test('[a-c-]x', '-x')).toBe(true)
  })
  it('end soon on what makes a backtracking engine run for years', () => {
    const started = performance.now()
    expect(test('(a+)+$', `${'a'.repeat(5000)}b`)).toBe(false)
    expect(test('(a|a)*(a|a)*(a|a)*c', 'a'.repeat(5000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
  it('are refused with the place where they go wrong', () => {
    expect(compilePattern('ab(c')).toEqual({ ok: false, message: 'a group is not closed', at: 2 })
    expect(compilePattern('a|*')).toMatchObject({ ok: false, at: 2 })
    expect(compilePattern('[z-a]')).toMatchObject({ ok: false, message: 'z-a is the wrong way round' })
    expect(compilePattern('a)')).toMatchObject({ ok: false, at: 1 })
    expect(compilePattern('\\b')).toMatchObject({ ok: false, at: 0 })
    expect(compilePattern('x'.repeat(201))).toMatchObject({ ok: false })
  })
})
