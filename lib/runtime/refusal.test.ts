import { describe, expect, it } from 'vitest'
import type { TypeSync } from '@/lib/mesh/proxy'
import { judgeRefusal } from './refusal'

const nacked = (type: TypeSync['type'], at: number, error = 'too bad'): TypeSync => ({
  type,
  status: 'NACKED',
  sentVersion: '2',
  ackedVersion: '1',
  error,
  at,
})

const judge = (sync: TypeSync[], types: TypeSync['type'][]) =>
  judgeRefusal(sync, types, 10, { service: 'shop/a', services: ['shop/a', 'shop/a-b', 'shop/b'] })

describe('a refusal', () => {
  it('refuses a change that touches its type and was made before it', () => {
    expect(judge([nacked('RDS', 20)], ['RDS'])).toEqual({ rejects: 'RDS: too bad', blocks: null })
  })

  it('only explains what waits, where it is older or of a type the change does not touch', () => {
    expect(judge([nacked('RDS', 5)], ['RDS'])).toEqual({ rejects: null, blocks: 'RDS: too bad' })
    expect(judge([nacked('CDS', 20)], ['RDS'])).toEqual({ rejects: null, blocks: 'CDS: too bad' })
    expect(judge([{ ...nacked('CDS', 20), status: 'SYNCED' }], ['CDS'])).toEqual({ rejects: null, blocks: null })
  })

  it('only explains what waits, where it names other services and not this one', () => {
    for (const words of ['shop/b|v1: too bad', '(new in the refused answer: shop/b|v1, shop/b|v2)', 'shop/a-b|v1: too bad'])
      expect(judge([nacked('CDS', 20, words)], ['CDS'])).toEqual({ rejects: null, blocks: `CDS: ${words}` })
    for (const words of ['shop/a|v1: too bad', '(new in the refused answer: shop/a|v1, shop/b|v1)', 'shop/unknown: too bad'])
      expect(judge([nacked('CDS', 20, words)], ['CDS'])).toEqual({ rejects: `CDS: ${words}`, blocks: null })
  })
})
