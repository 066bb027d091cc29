import { beforeEach, describe, expect, it } from 'vitest'
import { servicesResponseSchema } from '@/lib/api/services'
import { sloStatusSchema } from '@/lib/api/slos'
import type { ProxyWindow } from '@/lib/mesh/window'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { exampleMesh } from '@/lib/testing/example-mesh'
import { toTotal } from '@/lib/testing/golden-topology'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { putMesh } from '../operations/mesh/put'

const served = serveEachTest()

beforeEach(async () => {
  await putMesh({ ...served.web, actor: 'a person' }, { document: exampleMesh(), baseRevision: 0 })
})

const path = '/api/v1/slos/shop/reviews'
const target = { windowDays: 30, availability: 0.99, latency: { target: 0.9, boundMs: 20 }, reason: 'what we promise' }
const put = (base: number, body: object = target, at = path) =>
  callUrl(served.url, at, { method: 'PUT', headers: { 'if-match': `"${base}"` }, body })
const remove = (base: number) => callUrl(served.url, path, { method: 'DELETE', headers: { 'if-match': `"${base}"` } })
const get = () => callUrl(served.url, path)

/** A window of the last ten seconds: 100 requests to reviews, 2 failed, 30 slower than 20 ms. */
function serve(): void {
  const now = served.web.now()
  const { key, counts, gauges } = toTotal({
    proxy: 'frontend-1',
    from: ['service', 'shop/frontend', 'v1', 'frontend-1'],
    to: ['service', 'shop/reviews', 'v1', null],
    counts: { requests: 100, errors: 2, ok: 98, attempts: 100 },
  })
  const latency = [
    [10, 20, 70],
    [20, 40, 30],
  ] as const
  const window: ProxyWindow = { proxyId: 'frontend-1', from: now - 10_000, to: now, edges: [{ key, counts, gauges, latency }] }
  served.web.store.series.append([window])
  served.web.store.series.flush()
}

describe('the target of a service', () => {
  it('is kept, judged by what was measured, and each edit stands in the audit', async () => {
    serve()
    const answer = await put(0)
    expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
    const [availability, latency] = sloStatusSchema.parse(answer.json()).objectives
    expect(availability?.budget).toEqual({ allowed: expect.closeTo(1, 9), used: 2, leftRatio: expect.closeTo(-1, 9) })
    expect(availability?.whole).toMatchObject({ seconds: 30 * 86_400, coveredSeconds: 10, requests: 100, bad: 2 })
    expect(latency).toMatchObject({ boundMs: 20, uncertain: 0, budget: { used: 30, leftRatio: expect.closeTo(-2, 9) } })
    expect(sloStatusSchema.parse((await get()).json())).toMatchObject({ revision: 1, service: 'shop/reviews' })
    const services = servicesResponseSchema.parse((await callUrl(served.url, '/api/v1/services')).json()).services
    expect(services.find(({ name }) => name === 'shop/reviews')?.slo?.objectives).toHaveLength(2)
    expect(services.find(({ name }) => name !== 'shop/reviews')?.slo).toBeNull()
    expect((await remove(1)).json()).toEqual({ removed: 'shop/reviews' })
    expect((await get()).status).toBe(404)
    const audit = (await served.web.store.steer.audit.entries({ after: 0, limit: 20 })).filter(({ action }) => action.startsWith('slo:'))
    expect(audit.map(({ action, subject, reason }) => [action, subject, reason])).toEqual([
      ['slo:set', 'shop/reviews', 'what we promise'],
      ['slo:remove', 'shop/reviews', 'removed'],
    ])
  })

  it("is never set or removed over somebody else's edit, also after it was removed", async () => {
    await put(0)
    expect([(await put(0)).status, (await remove(7)).status]).toEqual([409, 409])
    await remove(1)
    expect((await put(1)).status).toBe(409)
    expect((await put(0)).headers.etag).toBe('"3"')
  })

  it('says that nothing was measured, and does not call that a full budget', async () => {
    const [availability] = sloStatusSchema.parse((await put(0)).json()).objectives
    expect(availability).toMatchObject({ budget: { leftRatio: null }, whole: { coveredSeconds: 0, burn: null }, alert: null })
  })

  it('refuses a bound that nobody counts by, with the two that can be used', async () => {
    serve()
    const answer = await put(0, { ...target, latency: { target: 0.9, boundMs: 30 } })
    expect([answer.status, errorOf(answer).message]).toEqual([422, expect.stringContaining('latency.boundMs: 30 ms lies inside a bucket')])
    expect(errorOf(answer).message).toContain('use 20 or 40')
  })

  it('refuses what cannot be a target, with the field', async () => {
    for (const [body, status, words] of [
      [{ reason: 'none' }, 400, /availability: give a target/],
      [{ ...target, availability: 1 }, 400, /availability.*nothing can promise all/],
      [{ ...target, availability: 99.9 }, 400, /availability/],
      [{ ...target, windowDays: 0 }, 400, /windowDays/],
      [{ ...target, reason: ' ' }, 400, /reason/],
      [{ ...target, more: 1 }, 400, /more/],
    ] as const) {
      const answer = await put(0, body)
      expect([answer.status, errorOf(answer).message]).toEqual([status, expect.stringMatching(words)])
    }
    expect((await put(0, target, '/api/v1/slos/shop/nobody')).status).toBe(404)
    expect((await callUrl(served.url, path, { method: 'PUT', body: target })).status).toBe(412)
  })
})
