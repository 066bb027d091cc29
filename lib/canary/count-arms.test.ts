import { describe, expect, it } from 'vitest'
import type { EdgeCounts, EdgeKey } from '@/lib/mesh/window'
import { sampleCounts, sampleKey } from '@/lib/testing/temporary-store'
import { type ArmRow, type Arms, countArms } from './count-arms'

const arms: Arms = { service: 'shop/reviews', canary: 'v2', baseline: 'v1' }
const row = (version: string, counts: Partial<EdgeCounts>, key: Partial<EdgeKey> = {}, latency: ArmRow['latency'] = []): ArmRow => ({
  key: sampleKey(1, { target: { kind: 'service', service: 'shop/reviews', version, instance: null }, ...key }),
  counts: sampleCounts(counts),
  latency,
})
const count = (rows: readonly ArmRow[], boundsMs: readonly number[] = []) => countArms(rows, arms, boundsMs, null)

describe('the counts of both arms', () => {
  it('are answers and retried tries on HTTP, with the failed ones of both among them', () => {
    const rows = [
      row('v1', { requests: 90, retries: 10, errors: 1, attemptErrors: 11 }),
      row('v2', { requests: 9, retries: 1, attemptErrors: 3 }),
    ]
    expect(count(rows)).toEqual([{ caller: 'shop/s1', nb: 100, xb: 11, nc: 10, xc: 3, latency: null, halves: null }])
  })

  it('are the statuses of grpc_stats on gRPC once it tells them, else those of HTTP', () => {
    const grpc = { protocol: 'grpc' } as const
    const told = row('v2', { requests: 50, grpcRequests: 50, grpcErrors: 7 }, grpc)
    expect(count([told])).toMatchObject([{ nc: 50, xc: 7 }])
    expect(count([row('v2', { requests: 50, attemptErrors: 2 }, grpc)])).toMatchObject([{ nc: 50, xc: 2 }])
  })

  it('are connections on TCP, with those that failed', () => {
    expect(count([row('v1', { connections: 20, connectFailures: 3 }, { protocol: 'tcp' })])).toMatchObject([{ nb: 20, xb: 3 }])
  })

  it('never hold more errors than requests, where a window cuts between a try and its answer', () => {
    expect(count([row('v2', { requests: 1, attemptErrors: 4 })])).toMatchObject([{ nc: 4, xc: 4 }])
  })

  it('stay apart by calling service, as callers split by different weights', () => {
    const source = { kind: 'service', service: 'edge/gateway', version: null, instance: 'g' } as const
    const strata = count([row('v1', { requests: 10 }), row('v2', { requests: 5 }, { source })])
    expect(strata.map(({ caller, nb, nc }) => [caller, nb, nc])).toEqual([
      ['shop/s1', 10, 0],
      ['edge/gateway', 0, 5],
    ])
  })

  it('leave out mirrors, what the callee counted, other services and other versions', () => {
    const other = { kind: 'service', service: 'shop/cart', version: 'v2', instance: null } as const
    const rows = [
      row('v2', { requests: 9 }, { mirror: true }),
      row('v2', { requests: 9 }, { side: 'server' }),
      row('v2', { requests: 9 }, { target: other }),
      row('v3', { requests: 9 }),
    ]
    expect(count(rows)).toEqual([])
  })

  it('tell the slower ones at each bound', () => {
    const slow = [
      [10, 20, 8],
      [90, 100, 2],
    ] as const
    const strata = count([row('v1', { requests: 10 }, {}, slow), row('v2', { requests: 2 }, {}, [[10, 20, 2]])], [20, 100])
    expect(strata[0]?.latency).toEqual({
      canary: 2,
      baseline: 10,
      slower: [
        { boundMs: 20, canary: 0, baseline: 2 },
        { boundMs: 100, canary: 0, baseline: 0 },
      ],
    })
  })

  it('hold two halves of the baseline against each other, by its instances', () => {
    const host = (instance: string, requests: number, attemptErrors: number): ArmRow =>
      row(
        'v1',
        { requests, attemptErrors },
        { level: 'host', target: { kind: 'service', service: 'shop/reviews', version: 'v1', instance } },
      )
    const rows = [row('v1', { requests: 30 }), host('a', 10, 1), host('b', 20, 2)]
    const halfOf = (instance: string) => (instance === 'a' ? 'first' : 'second')
    expect(countArms(rows, arms, [], halfOf)).toMatchObject([{ nb: 30, xb: 0, halves: { nc: 10, xc: 1, nb: 20, xb: 2 } }])
  })
})
