import { describe, expect, it } from 'vitest'
import { ApiError } from '@/lib/api/client'
import { failedWrite } from './failed-write'

describe('a write that failed', () => {
  it('is said not to be done where the API said so', () => {
    expect(failedWrite('It was not undone', new ApiError('conflict', 409, 'too late', {}, 'r1'))).toBe(
      'It was not undone: too late (request r1)',
    )
  })

  it('is said to be unknown where no answer of ours came', () => {
    for (const code of ['unreachable', 'malformed'] as const)
      expect(failedWrite('It was not undone', new ApiError(code, 0, 'no answer'))).toBe('It is not known whether this was done: no answer')
  })
})
