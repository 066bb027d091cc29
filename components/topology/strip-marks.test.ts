import { describe, expect, it } from 'vitest'
import type { ChangeWire } from '@/lib/api/changes'
import type { FaultWire } from '@/lib/api/faults'
import { toStripMarks } from './strip-marks'

// Only what a mark shows.
const change = (id: string, at: number) =>
  ({ id, at: new Date(at).toISOString(), sentence: `change ${id}` }) as Partial<ChangeWire> as ChangeWire
const fault = (id: string, at: number) => ({ id, at: new Date(at).toISOString(), service: 'shop/cart' }) as Partial<FaultWire> as FaultWire

describe('marks of the time strip', () => {
  it('are what was done within it, oldest first', () => {
    const marks = toStripMarks([change('b', 3000), change('late', 9000)], [fault('a', 2000)], 1000, 5000)
    expect(marks.map(({ id, words }) => `${id}: ${words}`)).toEqual(['a: Fault on shop/cart', 'b: change b'])
  })
  it('share a place where they are many, and none is lost', () => {
    const many = Array.from({ length: 5000 }, (_, index) => change(`c${index}`, index))
    const marks = toStripMarks(many, [], 0, 5000)
    expect(marks.length).toBeLessThanOrEqual(60)
    expect(marks.reduce((sum, mark) => sum + 1 + mark.more, 0)).toBe(5000)
  })
})
