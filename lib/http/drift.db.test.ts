import { beforeEach, describe, expect, it } from 'vitest'
import { driftActionResponseSchema, driftsResponseSchema } from '@/lib/api/drift'
import type { Drift } from '@/lib/mesh/drift'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'

const served = serveEachTest()
const post = (body: unknown) => callUrl(served.url, '/api/v1/drift', { method: 'POST', body })
const list = async (query = '') => driftsResponseSchema.parse((await callUrl(served.url, `/api/v1/drift${query}`)).json()).drift
const routes: Drift = {
  id: 'foreign_routes frontend-1 shop/reviews',
  kind: 'foreign_routes',
  proxyId: 'frontend-1',
  service: 'shop/reviews',
  subject: 'shop/reviews',
  sentence: 'frontend-1 routes otherwise',
  diff: [],
  policy: reviewsPolicy(60, 40),
  policyRevision: 1,
  adopt: { possible: true },
  overwrite: { possible: false, reason: 'it is not connected' },
  since: 1_800_000_000_000,
  seenAt: 1_800_000_000_000,
  ignored: null,
  asked: null,
}

beforeEach(async () => {
  await callUrl(served.url, '/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
  await served.web.store.steer.drift.put(routes)
})

describe('found drift', () => {
  it('is adopted as a change of the policy it was found beside, no newer one, and keeps its destination settings', async () => {
    const policy = { ...reviewsPolicy(100, 0), destination: { circuitBreaker: { maxRequests: 9 } } }
    const put = { method: 'PUT', headers: { 'if-match': '"1"' }, body: { policy, reason: 'a breaker' } }
    expect((await callUrl(served.url, '/api/v1/policies/shop/reviews', put)).status).toBe(200)
    const stale = await post({ id: routes.id, action: 'adopt', reason: 'it was right' })
    expect([stale.status, errorOf(stale).message]).toEqual([409, expect.stringContaining('at revision 2 now, this edit is based on 1')])
    expect(errorOf(stale).details).toMatchObject({ revision: 2, change: { reason: 'a breaker' } })
    expect((await served.web.store.steer.policies.get('shop/reviews'))?.policy).toEqual(policy)
    await served.web.store.steer.drift.put({ ...routes, policyRevision: 2 })
    const { change } = driftActionResponseSchema.parse((await post({ id: routes.id, action: 'adopt', reason: 'it was right' })).json())
    expect(change).toMatchObject({
      policyRevision: 3,
      reason: 'it was right',
      after: { ...reviewsPolicy(60, 40), destination: policy.destination },
    })
  })

  it('is refused a way that it has not, with the reason, and an id that is not found', async () => {
    const answer = await post({ id: routes.id, action: 'overwrite', reason: 'away' })
    expect([answer.status, errorOf(answer).message]).toEqual([422, 'it cannot be overwritten: it is not connected'])
    expect((await post({ id: 'gone', action: 'adopt', reason: 'x' })).status).toBe(404)
    expect((await post({ id: routes.id, action: 'forget', reason: 'x' })).status).toBe(400)
  })

  it('is hidden while it is ignored, and only then, with who and why', async () => {
    expect(await list('?service=shop/reviews')).toHaveLength(1)
    expect((await post({ id: routes.id, action: 'ignore', forSeconds: 3600, reason: 'known' })).status).toBe(200)
    expect(await list()).toEqual([])
    expect(await list('?ignored=true')).toMatchObject([{ ignored: { reason: 'known' } }])
    const actions = (await served.web.store.steer.audit.entries({ after: 0, limit: 100 })).map(({ action }) => action)
    expect(actions).toContain('drift:ignore')
  })
})
