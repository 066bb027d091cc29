import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { driver } from '@/lib/control-plane/driver'
import type { Ctx } from '@/lib/operations/ctx'
import type { Store } from '@/lib/store/store'
import { openTestStore, sampleCounts, sampleGauges, sampleKey, temporaryFolder } from '@/lib/testing/temporary-store'
import { ProblemWatch } from './problem-watch'

const stops: (() => Promise<void> | void)[] = []
const clock = { now: Date.UTC(2026, 0, 2) }
let store: Store
let ctx: Ctx

beforeEach(async () => {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  clock.now = Date.UTC(2026, 0, 2)
  store = await openTestStore(folder, { now: () => clock.now })
  stops.push(store.close)
  ctx = { store, driver, actor: 'runtime', staticProxies: [], scrapeIntervalMs: 5000, now: () => clock.now, newId: () => '' }
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** The mesh goes on for so many seconds, so many of 100 requests each 5 s failing. */
function live(seconds: number, errors: number): void {
  for (const end = clock.now + seconds * 1000; clock.now < end; clock.now += 5000) {
    const edge = { key: sampleKey(1), counts: sampleCounts({ requests: 100, errors }), gauges: sampleGauges(), latency: [] }
    store.series.append([{ proxyId: 'proxy-1', from: clock.now, to: clock.now + 5000, edges: [edge] }])
  }
  store.series.flush()
}

async function told(): Promise<{ url: string; event: string; text: string }[]> {
  const due = await store.steer.webhooks.due(clock.now, 100)
  for (const { id } of due) await store.steer.webhooks.remove(id)
  return due.map(({ url, body }) => ({ url, ...JSON.parse(body) }))
}

describe('the watch over problems', () => {
  it('tells every hook once when a line appears, and when it is over, over a restart too', async () => {
    const urls = ['http://127.0.0.1:1/a', 'http://127.0.0.1:1/b']
    let watch = new ProblemWatch(ctx, urls)
    live(90, 0)
    await watch.round(clock.now)
    live(60, 30)
    await watch.round(clock.now)
    expect(await told()).toEqual([])
    watch = new ProblemWatch(ctx, urls)
    await watch.round(clock.now)
    const news = await told()
    expect(news.map(({ url, event }) => [url, event])).toEqual(urls.map((url) => [url, 'problem.appeared']))
    expect(news[0]?.text).toContain('shop/t1@v1 fails 30 % of its requests')
    await new ProblemWatch(ctx, urls).round(clock.now)
    expect(await told()).toEqual([])
    live(90, 0)
    for (let round = 0; round < 3; round++) await watch.round(clock.now)
    expect((await told()).map(({ event, text }) => [event, text.slice(0, 16)])).toEqual(
      urls.map(() => ['problem.gone', 'Over: shop/t1@v1']),
    )
  })

  it('writes nothing while nothing changes', async () => {
    const watch = new ProblemWatch(ctx, ['http://127.0.0.1:1/a'])
    live(60, 30)
    for (let round = 0; round < 3; round++) await watch.round(clock.now)
    const put = vi.spyOn(store.steer.values, 'put')
    await watch.round(clock.now)
    expect(put).not.toHaveBeenCalled()
    live(90, 0)
    await watch.round(clock.now)
    expect(put).toHaveBeenCalledTimes(1)
  })
})
