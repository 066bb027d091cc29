import { describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { countInjections } from './count-injections'

const key = sampleKey(1, { target: { kind: 'service', service: 'shop/reviews', version: 'v1', instance: null } })
const window: ProxyWindow = {
  proxyId: 'proxy-1',
  from: 0,
  to: 5_000,
  edges: [{ key, counts: sampleCounts({ requests: 80, abortsInjected: 20, delaysInjected: 10 }), gauges: sampleGauges(), latency: [] }],
}

describe('the injections of one fault', () => {
  it('are of the kinds it has, where two faults share an edge', () => {
    const abort = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 } }
    const delay = { service: 'shop/reviews', delay: { percent: 10, fixedDelayMs: 100 } }
    expect(countInjections(abort, window)).toMatchObject({ aborts: 20, delays: 0, requests: 100 })
    expect(countInjections(delay, window)).toMatchObject({ aborts: 0, delays: 10, requests: 100 })
    expect(countInjections({ ...abort, ...delay }, window)).toMatchObject({ aborts: 20, delays: 10 })
    expect(countInjections({ ...abort, version: 'v2' }, window)).toMatchObject({ aborts: 0, requests: 0 })
  })
})
