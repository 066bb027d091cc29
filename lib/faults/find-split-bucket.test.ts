import { describe, expect, it } from 'vitest'
import type { Policy } from '@/lib/mesh/policy'
import { findSplitBucket } from './find-split-bucket'

const service = 'shop/reviews'
const limited: Policy = {
  service,
  rules: [
    { name: 'free', backends: [{ version: 'v1', weight: 100 }] },
    { name: 'default', backends: [{ version: 'v1', weight: 100 }], rateLimit: { requests: 10, per: '1s' } },
  ],
}
const testers = { service, match: { headers: [{ name: 'x-tester', exact: 'yes' }] } }
const all = { service }

describe('the bucket of a rule that limits its rate', () => {
  it('is split by two faults of different requests of one caller', () => {
    expect(findSplitBucket(limited, [all, testers])).toMatchObject({ rule: 'default', index: 1, faults: [all, testers] })
    expect(findSplitBucket(limited, [{ ...all, caller: 'shop/cart' }, testers])?.rule).toBe('default')
  })

  it('is left whole by one fault, by two of the same requests, of different callers, or of another service', () => {
    for (const faults of [
      [testers],
      [testers, { ...testers }],
      [
        { ...all, caller: 'shop/cart' },
        { ...testers, caller: 'shop/frontend' },
      ],
      [all, { ...testers, service: 'shop/ledger' }],
    ])
      expect(findSplitBucket(limited, faults)).toBeNull()
    expect(findSplitBucket({ service, rules: limited.rules.slice(0, 1) }, [all, testers])).toBeNull()
  })
})
