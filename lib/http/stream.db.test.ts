import { beforeEach, describe, expect, it, vi } from 'vitest'
import { streamEventSchema } from '@/lib/api/stream'
import { callUrl } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'
import { metricsRegistry } from './metrics'

const served = serveEachTest()
const call = (address: string, method: string, body: unknown, revision: number) =>
  callUrl(served.url, address, { method, body, headers: { 'if-match': `"${revision}"` } })
const shift = (v2: number, revision: number) =>
  call('/api/v1/policies/shop/reviews', 'PUT', { policy: reviewsPolicy(100 - v2, v2), reason: 'shift' }, revision)

/** Listens until `leave`; `events` grows as they come. */
async function listen() {
  const abort = new AbortController()
  const response = await fetch(`${served.url}/api/v1/stream`, { signal: abort.signal })
  const events: { kind: string; version: number; id?: string | undefined }[] = []
  let text = ''
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('utf8')
      const whole = text.split('\n\n')
      text = whole.pop() ?? ''
      for (const part of whole) {
        const line = /^data: (.*)$/m.exec(part)?.[1]
        if (line) events.push(streamEventSchema.parse(JSON.parse(line)))
      }
    }
  })().catch(() => {})
  const leave = (): Promise<void> => {
    abort.abort()
    return reading
  }
  return { response, events, leave }
}
const clients = async (): Promise<number | undefined> =>
  (await metricsRegistry().getSingleMetric('outrider_stream_clients')?.get())?.values[0]?.value

beforeEach(async () => {
  await call('/api/v1/mesh', 'PUT', shopMesh, 0)
})

describe('the stream', () => {
  it('tells every listener of a change, with its id and a growing version, and is not buffered by anybody', async () => {
    const [one, other] = [await listen(), await listen()]
    expect(one.response.headers.get('content-type')).toBe('text/event-stream')
    expect(one.response.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(one.response.headers.get('x-accel-buffering')).toBe('no')
    // The hub compares with its first look, so an edit before that is no news.
    await vi.waitFor(async () => {
      const before = one.events.length
      const { policies } = served.web.store.steer
      const revision = (await policies.get('shop/reviews'))?.revision ?? 0
      await shift(revision % 2 === 0 ? 10 : 20, revision)
      await vi.waitFor(() => expect(one.events.length).toBeGreaterThan(before), { timeout: 1000, interval: 20 })
    }, 10_000)
    const seen = one.events.filter((event) => event.kind === 'change')
    expect(seen[0]?.id).toMatch(/^[0-9a-z]{20}$/)
    await vi.waitFor(() => expect(other.events.some((event) => event.id === seen[0]?.id)).toBe(true))
    const versions = seen.map((event) => event.version)
    expect([...versions].sort((a, b) => a - b)).toEqual(versions)
    await Promise.all([one.leave(), other.leave()])
  })

  it('forgets a listener that goes away', async () => {
    const listeners = await Promise.all([listen(), listen(), listen()])
    await vi.waitFor(async () => expect(await clients()).toBe(3))
    for (const listener of listeners) await listener.leave()
    await vi.waitFor(async () => expect(await clients()).toBe(0))
  })

  it('tells of new windows and of a proxy whose state moved', async () => {
    const listener = await listen()
    const { observed, series } = served.web.store
    let at = Date.now() - 60_000
    await vi.waitFor(async () => {
      at += 5000
      series.append([{ proxyId: 'frontend-1', from: at - 5000, to: at, edges: [] }])
      series.flush()
      observed.putStatus('frontend-1', {
        connected: at % 2 === 0,
        connectionChangedAt: at,
        sync: [],
        syncedRevision: 0,
        reading: { lastAnswerAt: at, missedRounds: 0, problem: null, sweepMs: 1, sweepBytes: 1 },
      })
      at += 1
      await vi.waitFor(() => expect(new Set(listener.events.map((event) => event.kind))).toContain('proxies'), {
        timeout: 1500,
        interval: 20,
      })
    }, 15_000)
    await listener.leave()
  })
})
