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
  it('counts no window that spans its start as before, and none that spans its end as after', async () => {
    const windows = [window(-12, -7, 0), window(-7, -2, 0), window(-2, 3, 20), window(3, 23, 120), window(23, 28, 15), window(28, 33, 0)]
    store.series.append(windows)
    store.series.flush()
    const [hop] = (await makeReport(store, fault, start + 120_000)).hops
    expect(hop?.before).toMatchObject({ requests: 200, aborts: 0, errorRatio: 0 })
    expect(hop?.after).toMatchObject({ requests: 100, aborts: 0 })
    expect(hop?.during).toMatchObject({ aborts: 155 })
  })

  it('says that nothing is known of a time in which no whole window lies', async () => {
    store.series.append([window(-60, 3, 20), window(3, 23, 120)])
    store.series.flush()
    expect((await makeReport(store, fault, start + 120_000)).hops[0]).toMatchObject({ before: null, after: null })
  })

  it('counts no window beside another fault as before, and none as after', async () => {
    const other = (id: string, from: number, to: number): Fault => ({ ...fault, id, at: start + from * 1000, endedAt: start + to * 1000 })
    await store.steer.transaction(async (tx) => {
      for (const one of [fault, other('former', -60, -10), other('later', 32, 50)]) await tx.faults.insert(one)
    })
    const windows = [
      window(-20, -12, 90),
      window(-12, -7, 70),
      window(-7, -2, 0),
      window(-2, 23, 120),
      window(28, 31, 0),
      window(31, 36, 80),
    ]
    store.series.append(windows)
    store.series.flush()
    const report = await makeReport(store, fault, start + 120_000)
    expect(report.hops[0]?.before).toMatchObject({ requests: 100, aborts: 0 })
    expect(report.hops[0]?.after).toMatchObject({ requests: 100, aborts: 0 })
    expect(report.before).toEqual({ from: start - 10_000, to: start })
  })

  it('knows nothing of before where another fault was there until it began', async () => {
    await store.steer.transaction(async (tx) => {
      for (const one of [fault, { ...fault, id: 'former', at: start - 90_000, endedAt: start + 100 }]) await tx.faults.insert(one)
    })
    store.series.append([window(-12, -7, 70), window(-7, -2, 70), window(3, 23, 120)])
    store.series.flush()
    expect((await makeReport(store, fault, start + 120_000)).hops[0]?.before).toBeNull()
  })
})
