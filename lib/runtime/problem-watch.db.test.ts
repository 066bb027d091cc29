import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { driver } from '@/lib/control-plane/driver'
import type { Ctx } from '@/lib/operations/ctx'
import type { Store } from '@/lib/store/store'
import { openTestStore, sampleCounts, sampleGauges, sampleKey, silent, temporaryFolder } from '@/lib/testing/temporary-store'
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

/** The mesh goes on for so many seconds, so many of 100 requests each 5 s failing, on so many edges. */
function live(seconds: number, errors: number, edges = 1): void {
  for (const end = clock.now + seconds * 1000; clock.now < end; clock.now += 5000) {
    const all = Array.from({ length: edges }, (_, at) => ({
      key: sampleKey(at + 1),
      counts: sampleCounts({ requests: 100, errors }),
      gauges: sampleGauges(),
      latency: [],
    }))
    store.series.append([{ proxyId: 'proxy-1', from: clock.now, to: clock.now + 5000, edges: all }])
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
    let watch = new ProblemWatch(ctx, urls, silent)
    live(90, 0)
    await watch.round(clock.now)
    live(60, 30)
    await watch.round(clock.now)
    expect(await told()).toEqual([])
    watch = new ProblemWatch(ctx, urls, silent)
    await watch.round(clock.now)
    const news = await told()
    expect(news.map(({ url, event }) => [url, event])).toEqual(urls.map((url) => [url, 'problem.appeared']))
    expect(news[0]?.text).toContain('shop/t1@v1 fails 30 % of its requests')
    await new ProblemWatch(ctx, urls, silent).round(clock.now)
    expect(await told()).toEqual([])
    live(90, 0)
    for (let round = 0; round < 3; round++) await watch.round(clock.now)
    expect((await told()).map(({ event, text }) => [event, text.slice(0, 16)])).toEqual(
      urls.map(() => ['problem.gone', 'Over: shop/t1@v1']),
    )
  })

  it('writes nothing while nothing changes', async () => {
    const watch = new ProblemWatch(ctx, ['http://127.0.0.1:1/a'], silent)
    live(60, 30)
    for (let round = 0; round < 3; round++) await watch.round(clock.now)
    const put = vi.spyOn(store.steer.values, 'put')
    await watch.round(clock.now)
    expect(put).not.toHaveBeenCalled()
    live(90, 0)
    await watch.round(clock.now)
    expect(put).toHaveBeenCalledTimes(1)
  })

  it('tells a storm in one call that names the worst lines, and in one commit', async () => {
    const watch = new ProblemWatch(ctx, ['http://127.0.0.1:1/a', 'http://127.0.0.1:1/b'], silent)
    live(60, 30, 7)
    await watch.round(clock.now)
    const transaction = vi.spyOn(store.steer, 'transaction')
    await watch.round(clock.now)
    expect(transaction).toHaveBeenCalledTimes(1)
    const news = await told()
    expect(news.map(({ url, event }) => [url.at(-1), event])).toEqual([
      ['a', 'problem.several'],
      ['b', 'problem.several'],
    ])
    expect(news[0]).toMatchObject({ more: 0, problems: expect.arrayContaining([expect.objectContaining({ event: 'problem.appeared' })]) })
    expect(news[0]?.text).toMatch(/^7 problems appeared: .* fails 30 % of its requests.*; and 2 more$/)
  })

  it('tells no more to a hook that has left 200 calls, and the others as before', async () => {
    const errors: string[] = []
    const watch = new ProblemWatch(ctx, ['http://127.0.0.1:1/a', 'http://127.0.0.1:1/b'], {
      error: (_: object, message: string) => void errors.push(message),
    })
    await store.steer.transaction(async ({ webhooks }) => {
      for (let call = 0; call < 200; call++) await webhooks.add('http://127.0.0.1:1/a', '{}', clock.now + 3_600_000)
    })
    live(60, 30)
    await watch.round(clock.now)
    await watch.round(clock.now)
    expect((await told()).map(({ url }) => url)).toEqual(['http://127.0.0.1:1/b'])
    expect(errors).toEqual(['a webhook is not told of problems: it takes no calls'])
  })
})
