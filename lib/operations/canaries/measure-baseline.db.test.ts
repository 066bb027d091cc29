import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBaseline } from '@/lib/canary/baseline'
import type { ProxyWindow } from '@/lib/mesh/window'
import { exampleFault } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { readHour } from './measure-baseline'

const now = Date.UTC(2026, 0, 10, 12)
const minuteMs = 60_000
let context: TestContext
beforeEach(async () => {
  context = await testContext({ now: () => now })
})
afterEach(() => context.close())

/** 100 requests in 10 s, so many of them failed. */
const round = (from: number, errors: number): ProxyWindow => {
  const key = sampleKey(1, { target: { kind: 'service', service: 'shop/reviews', version: 'v1', instance: null } })
  const counts = sampleCounts({ requests: 100, ok: 100 - errors, errors, attempts: 100, attemptErrors: errors })
  return { proxyId: key.proxyId, from, to: from + 10_000, edges: [{ key, counts, gauges: sampleGauges(), latency: [] }] }
}

describe('the hour before a canary', () => {
  it('leaves out what a fault did to the baseline, also one of a service behind it', async () => {
    const [from, to] = [now - 20 * minuteMs, now - 18 * minuteMs]
    const { store } = context.web
    for (let at = now - 59 * minuteMs; at < now; at += 10_000) store.series.append([round(at, at >= from && at < to ? 40 : 0)])
    store.series.flush()
    const baseline = async () => readBaseline(await readHour(context.web, { service: 'shop/reviews', baseline: 'v1' }, 15))
    expect((await baseline()).errors.phi).toBeGreaterThan(5)

    const ended = { state: 'ended' as const, endedAt: to }
    const fault = { ...exampleFault('f1', { service: 'shop/ratings', abort: { percent: 50, httpStatus: 503 } }, from), ...ended }
    await store.steer.transaction((tx) => tx.faults.insert(fault))
    const { errors, history } = await baseline()
    expect(errors).toMatchObject({ phi: 1, isMeasured: true })
    expect(Object.values(history).map(({ x }) => x)).toEqual([0])
  })
})
