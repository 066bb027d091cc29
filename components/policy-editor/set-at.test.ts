import { describe, expect, it } from 'vitest'
import { isSame, setAt, valueAt } from './set-at'

const policy = { rules: [{ name: 'a', match: { headers: [{ name: 'x', exact: '1' }] }, note: 'nobody knows me' }] }

describe('a document edited at a path', () => {
  it('gets the value there, and stays itself everywhere else', () => {
    const next = setAt(policy, ['rules', 0, 'retry', 'attempts'], 2)
    expect(next).toEqual({ rules: [{ ...policy.rules[0], retry: { attempts: 2 } }] })
    expect(policy.rules[0]).not.toHaveProperty('retry')
  })

  it('loses every part that is empty once its last value is taken out', () => {
    expect(setAt(policy, ['rules', 0, 'match', 'headers', 0], undefined)).toEqual({ rules: [{ name: 'a', note: 'nobody knows me' }] })
  })

  it('keeps an empty text and an empty list that were put there', () => {
    expect(setAt(policy, ['rules', 0, 'backends'], [])).toHaveProperty('rules.0.backends', [])
    expect(valueAt(setAt(policy, ['rules', 0, 'name'], ''), ['rules', 0, 'name'])).toBe('')
  })

  it('is read along a path that leads nowhere as nothing', () => {
    expect(valueAt(policy, ['rules', 3, 'name'])).toBeUndefined()
    expect(valueAt(policy, ['rules', 0, 'toString'])).toBeUndefined()
  })
})

it('values are the same whatever the order of their keys', () => {
  expect(isSame({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1, d: undefined })).toBe(true)
  expect(isSame({ a: [] }, { a: {} })).toBe(false)
  expect(isSame([1, 2], [1])).toBe(false)
})
