import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { toTotal } from '@/lib/testing/golden-topology'
import { sampleChange } from '@/lib/testing/temporary-store'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { getSeries } from './get'
import { getLatencies } from './get-latencies'

const minuteMs = 60_000
let context: TestContext
beforeEach(async () => {
  context = await testContext()
})
afterEach(() => context.close())

/** Ten seconds of one caller; requests as given, as slow as given. */
function windowAt(from: number, requests: number, slowMs: number): ProxyWindow {
  const { key, counts, gauges } = toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', 'v1', null],
    counts: { requests, ok: requests, attempts: requests },
  })
  return { proxyId: 'frontend-1', from, to: from + 10_000, edges: [{ key, counts, gauges, latency: [[slowMs, slowMs * 2, requests]] }] }
}

it('extremes keep a peak of seconds in an hour of twelve points, which steps average away', async () => {
  const to = Math.floor(context.web.now() / minuteMs) * minuteMs
  const from = to - 60 * minuteMs
  const windows = Array.from({ length: 360 }, (_, index) => windowAt(from + index * 10_000, index === 100 ? 1000 : 10, 5))
  context.web.store.series.append(windows)
  context.web.store.series.flush()
  const ctx = { ...context.web, actor: 'a person' }
  const ask = { subject: { kind: 'service' as const, id: 'shop/reviews' }, metrics: ['requests' as const], from, to, maxPoints: 12 }
  const highest = async (sample: 'steps' | 'extremes') => {
    const { points } = await getSeries(ctx, { ...ask, sample })
    expect(points.requests?.length).toBeLessThanOrEqual(12)
    return Math.max(...(points.requests ?? []).map(([, value]) => value ?? 0))
  }
  // 1000 in 10 s among 10 each: of five minutes, and of three.
  expect(await highest('steps')).toBeLessThan(5)
  expect(await highest('extremes')).toBeGreaterThan(6)
})

it('latencies hold every request once, and nothing for a time without a window', async () => {
  const to = Math.floor(context.web.now() / minuteMs) * minuteMs
  const from = to - 2 * minuteMs
  context.web.store.series.append([windowAt(from, 7, 5), windowAt(from + 30_000, 3, 40)])
  context.web.store.series.flush()
  const ctx = { ...context.web, actor: 'a person' }
  const latencies = await getLatencies(ctx, { subject: { kind: 'service', id: 'shop/reviews' }, from, to, maxColumns: 90, maxRows: 24 })
  expect(latencies.boundsMs).toEqual([5, 10, 40, 80])
  expect(latencies.columns.flatMap(({ counts }) => (counts ? [counts] : []))).toEqual([
    [7, 0, 0],
    [0, 0, 3],
  ])
  expect(latencies.columns.filter(({ counts }) => counts === null).length).toBeGreaterThan(5)
  await expect(
    getLatencies(ctx, { subject: { kind: 'service', id: 'shop/nobody' }, from, to, maxColumns: 90, maxRows: 24 }),
  ).rejects.toThrow(/nothing is called/)
})

it('a past range keeps its marks, however many changes came after it', async () => {
  const to = Math.floor(context.web.now() / minuteMs) * minuteMs
  const past = to - 60 * minuteMs
  await context.web.store.steer.transaction(async (tx) => {
    await tx.changes.insert(sampleChange('early', { service: 'shop/reviews', at: past }))
    for (let index = 0; index < 201; index++)
      await tx.changes.insert(sampleChange(`late-${index}`, { service: 'shop/reviews', at: to - 201 + index }))
  })
  context.web.store.series.append([windowAt(past, 10, 5)])
  context.web.store.series.flush()
  const ctx = { ...context.web, actor: 'a person' }
  const range = { from: past - minuteMs, to: past + minuteMs, maxPoints: 12 }
  const { annotations } = await getSeries(ctx, {
    subject: { kind: 'service', id: 'shop/reviews' },
    metrics: ['requests'],
    sample: 'steps',
    ...range,
  })
  expect(annotations.map(({ id }) => id)).toEqual(['early'])
})
