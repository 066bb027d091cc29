import { describe, expect, it } from 'vitest'
import type { DiffLine } from '@/lib/mesh/plan'
import { foldLines } from './policy-lines'

const same = (at: number): DiffLine => ({ kind: 'same', before: at, after: at, text: `line ${at}` })

describe('a folded diff', () => {
  it('keeps what differs with its context, and counts what it leaves out', () => {
    const lines: DiffLine[] = [
      ...Array.from({ length: 10 }, (_, index) => same(index + 1)),
      { kind: 'added', before: null, after: 11, text: 'new' },
      same(11),
    ]
    expect(foldLines(lines, 2).map((line) => (line.kind === 'gap' ? `gap ${line.hidden}` : line.text))).toEqual([
      'gap 8',
      'line 9',
      'line 10',
      'new',
      'line 11',
    ])
  })
  it('is a single gap when nothing differs', () => {
    expect(foldLines([same(1), same(2)])).toEqual([{ kind: 'gap', hidden: 2 }])
  })
})
