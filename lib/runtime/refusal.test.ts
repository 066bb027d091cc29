import { describe, expect, it } from 'vitest'
import type { TypeSync } from '@/lib/mesh/proxy'
import { judgeRefusal } from './refusal'

const nacked = (type: TypeSync['type'], at: number): TypeSync => ({
  type,
  status: 'NACKED',
  sentVersion: '2',
  ackedVersion: '1',
  error: 'too bad',
  at,
})

describe('a refusal', () => {
  it('refuses a change that touches its type and was made before it', () => {
    expect(judgeRefusal([nacked('RDS', 20)], ['RDS'], 10)).toEqual({ rejects: 'RDS: too bad', blocks: null })
  })

  it('only explains what waits, where it is older or of a type the change does not touch', () => {
    expect(judgeRefusal([nacked('RDS', 5)], ['RDS'], 10)).toEqual({ rejects: null, blocks: 'RDS: too bad' })
    expect(judgeRefusal([nacked('CDS', 20)], ['RDS'], 10)).toEqual({ rejects: null, blocks: 'CDS: too bad' })
    expect(judgeRefusal([{ ...nacked('CDS', 20), status: 'SYNCED' }], ['CDS'], 10)).toEqual({ rejects: null, blocks: null })
  })
})
