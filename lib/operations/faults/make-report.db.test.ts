import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { EdgeEnd, ProxyWindow } from '@/lib/mesh/window'
import type { Store } from '@/lib/store/store'
import { exampleFault } from '@/lib/testing/example-mesh'
import { openTestStore, sampleCounts, sampleGauges, sampleKey, temporaryFolder } from '@/lib/testing/temporary-store'
import { makeReport } from './make-report'

const start = Date.UTC(2026, 0, 10)
const end = (service: string): EdgeEnd => ({ kind: 'service', service, version: 'v1', instance: null })
const window = (fromS: number, toS: number, abortsInjected: number): ProxyWindow => ({
  proxyId: 'proxy-1',
  from: start + fromS * 1000,
  to: start + toS * 1000,
  edges: [
    {
      key: sampleKey(1, { source: end('shop/reviews'), target: end('shop/ratings') }),
      counts: sampleCounts({ requests: 100, abortsInjected }),
      gauges: sampleGauges(),
      latency: [],
    },
  ],
})
/** Of 25 s, asked for 2 s into a window and found gone 2 s into another. */
const fault: Fault = {
  ...exampleFault('f1', { service: 'shop/ratings', abort: { percent: 30 } }, start),
  state: 'ended',
  outcome: 'completed',
  stopping: { outcome: 'completed', actor: 'lease', reason: 'its time is over', at: start + 25_000 },
  endedAt: start + 26_000,
  evidence: [{ proxyId: 'proxy-1', stage: 'observed', at: { stored: start, loaded: start + 9 } }],
}

const place = { folder: '', remove: () => {} }
let store: Store
beforeEach(async () => {
  Object.assign(place, temporaryFolder())
  store = await openTestStore(place.folder, { now: () => start + 120_000 })
})
afterEach(async () => {
  await store.close()
  place.remove()
})

describe('the report of a fault from the series', () => {
  it('counts no window that spans its start as before, and none that spans its end as after', () => {
    const windows = [window(-12, -7, 0), window(-7, -2, 0), window(-2, 3, 20), window(3, 23, 120), window(23, 28, 15), window(28, 33, 0)]
    store.series.append(windows)
    store.series.flush()
    const [hop] = makeReport(store, fault, start + 120_000).hops
    expect(hop?.before).toMatchObject({ requests: 200, aborts: 0, errorRatio: 0 })
    expect(hop?.after).toMatchObject({ requests: 100, aborts: 0 })
    expect(hop?.during).toMatchObject({ aborts: 155 })
  })

  it('says that nothing is known of a time in which no whole window lies', () => {
    store.series.append([window(-60, 3, 20), window(3, 23, 120)])
    store.series.flush()
    expect(makeReport(store, fault, start + 120_000).hops[0]).toMatchObject({ before: null, after: null })
  })
})
