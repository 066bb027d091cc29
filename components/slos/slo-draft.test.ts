import { describe, expect, it } from 'vitest'
import { readSloDraft, type SloDraft, toSloDraft } from './slo-draft'

const draft = (change: Partial<SloDraft>): SloDraft => ({
  availability: '99.9',
  latency: '',
  boundMs: '',
  windowDays: '30',
  reason: 'a promise',
  ...change,
})
const problems = (change: Partial<SloDraft>) => {
  const read = readSloDraft(draft(change))
  return 'problems' in read ? Object.keys(read.problems) : []
}

describe('the form of a target', () => {
  it('is read as shares', () => {
    expect(readSloDraft(draft({ latency: '95', boundMs: '250' }))).toEqual({
      request: { windowDays: 30, availability: 0.999, latency: { target: 0.95, boundMs: 250 }, reason: 'a promise' },
    })
    expect(readSloDraft(draft({ availability: '99,95' }))).toMatchObject({ request: { availability: 0.9995, latency: null } })
  })
  it('names the field that is wrong', () => {
    expect(problems({ availability: '' })).toEqual(['availability'])
    expect(problems({ availability: 'many' })).toEqual(['availability'])
    expect(problems({ availability: '100' })).toEqual(['availability'])
    expect(problems({ latency: '95' })).toEqual(['boundMs'])
    expect(problems({ latency: '2', boundMs: '-1' }).sort()).toEqual(['boundMs', 'latency'])
    expect(problems({ windowDays: '0.5' })).toEqual(['windowDays'])
    expect(problems({ reason: ' ' })).toEqual(['reason'])
  })
  it('opens with what is set, and changes nothing by opening', () => {
    const slo = {
      service: 'a/b',
      windowDays: 7,
      availability: null,
      latency: { target: 0.999, boundMs: 20 },
      revision: 3,
      actor: 'ada',
      at: '',
      objectives: [],
    }
    expect(readSloDraft({ ...toSloDraft(slo), reason: 'same' })).toEqual({
      request: { windowDays: 7, availability: null, latency: { target: 0.999, boundMs: 20 }, reason: 'same' },
    })
  })
})
