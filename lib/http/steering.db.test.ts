import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeSchema, changesResponseSchema } from '@/lib/api/changes'
import { faultSchema, faultsResponseSchema, stopAllResponseSchema } from '@/lib/api/faults'
import { planResponseSchema, policyResponseSchema } from '@/lib/api/policies'
import { proxiesResponseSchema } from '@/lib/api/proxies'
import { revisionsResponseSchema } from '@/lib/api/revisions'
import { servicesResponseSchema } from '@/lib/api/services'
import { topologyResponseSchema } from '@/lib/api/topology'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { callUrl, errorOf, idOf, type Sent } from '@/lib/testing/api-caller'
import { editInTurns } from '@/lib/testing/edit-in-turns'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'

const served = serveEachTest()
const call = (address: string, sent: Sent = {}) => callUrl(served.url, address, sent)
const get = async <T extends z.ZodType>(schema: T, address: string): Promise<z.output<T>> => schema.parse((await call(address)).json())
const post = (address: string, body: unknown) => call(address, { method: 'POST', body })
const apply = (v1: number, v2: number, revision: number, reason = 'shift') =>
  call('/api/v1/policies/shop/reviews', {
    method: 'PUT',
    body: { policy: reviewsPolicy(v1, v2), reason },
    headers: { 'if-match': `"${revision}"` },
  })
const fault = {
  service: 'shop/reviews',
  version: 'v2',
  abort: { percent: 20, httpStatus: 503 },
  durationSeconds: 60,
  reason: 'does it fall back?',
}

const sidecar = (id: string, service: string, version: string, port: number): ProxyIdentity => ({
  id,
  kind: 'envoy',
  role: 'sidecar',
  service,
  version,
  adminUrl: null,
  inbound: { address: '127.0.0.1', port },
  outbound: { address: '127.0.0.1', port: port + 1 },
  app: { address: '127.0.0.1', port: port + 2 },
  tcp: {},
  simulated: false,
  isStatic: false,
  build: null,
})

beforeEach(async () => {
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
  for (const identity of [sidecar('frontend-1', 'shop/frontend', 'v1', 21000), sidecar('reviews-1', 'shop/reviews', 'v1', 22000)])
    await served.web.store.steer.registrations.put(identity)
})

describe('an edit', () => {
  it('of a declared service starts from the policy it has from the first moment, with a strong tag', async () => {
    const answer = await call('/api/v1/policies/shop/reviews')
    expect(answer.headers.etag).toBe('"1"')
    expect(policyResponseSchema.parse(answer.json())).toMatchObject({ policy: reviewsPolicy(100, 0), revision: 1, overlays: [] })
  })

  it('is planned without being stored', async () => {
    const plan = planResponseSchema.parse(
      (await post('/api/v1/plans', { service: 'shop/reviews', policy: reviewsPolicy(75, 25), baseRevision: 1 })).json(),
    )
    expect(plan.sentences).toEqual(['25 % of requests to shop/reviews go to v2, was 0 %.'])
    expect(plan.proxies.map((proxy) => proxy.id)).toEqual(['frontend-1'])
    expect(plan.resources).toContainEqual({ type: 'RDS', name: 'outbound', change: 'changed', proxies: 1 })
    expect(plan.warnings.map((warning) => warning.rule)).toContain('no_healthy_instance')
    expect((await call('/api/v1/policies/shop/reviews')).headers.etag).toBe('"1"')
  })

  it('answers at once with the change, its consumers as stored, and raises the mesh revision once', async () => {
    const revision = await served.web.store.steer.revision()
    const answer = await apply(90, 10, 1, 'first canary step')
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    const change = changeSchema.parse(answer.json())
    expect(change).toMatchObject({
      service: 'shop/reviews',
      actor: 'api',
      reason: 'first canary step',
      policyRevision: 2,
      state: 'pending',
    })
    expect(change.evidence.map((row) => [row.proxyId, row.stage])).toEqual([['frontend-1', 'stored']])
    expect(change.inForce).toEqual({ loaded: 0, observed: 0, total: 1 })
    expect(await served.web.store.steer.revision()).toBe(revision + 1)
  })

  it('on a stale revision is a conflict that carries the other edit', async () => {
    await apply(90, 10, 1, 'mine')
    const answer = await apply(80, 20, 1, 'theirs')
    const error = errorOf(answer)
    expect([answer.status, error.code]).toEqual([409, 'conflict'])
    const details = z.object({ revision: z.number(), policy: z.unknown(), change: changeSchema, base: z.unknown() }).parse(error.details)
    expect(details).toMatchObject({ revision: 2, policy: reviewsPolicy(90, 10), change: { reason: 'mine' }, base: reviewsPolicy(100, 0) })
  })

  it('of many editors at once is never lost: each revision is one edit, each refusal a 409', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => apply(100 - index, index, 1).then((answer) => answer.status)),
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(19)
    expect((await get(changesResponseSchema, '/api/v1/changes')).changes).toHaveLength(1)
  })

  it('of two editors in a race is never lost, and every loser is shown the edit that won', async () => {
    const edited = await editInTurns(served.url, 60)
    expect(edited.acknowledged.length + edited.conflicts).toBe(60)
    expect(edited).toMatchObject({ blind: 0 })
    const kept = (await served.web.store.steer.changes.list({ limit: 1000 })).map(
      ({ policyRevision, reason }) => `${policyRevision} ${reason}`,
    )
    expect(kept.sort()).toEqual(edited.acknowledged.sort())
    expect((await served.web.store.steer.policies.get('shop/reviews'))?.revision).toBe(edited.acknowledged.length + 1)
  })

  it('is undone by a new change, once', async () => {
    const id = idOf(await apply(90, 10, 1))
    const undone = changeSchema.parse((await post(`/api/v1/changes/${id}/undo`, { reason: 'back' })).json())
    expect(undone).toMatchObject({
      undoes: id,
      after: reviewsPolicy(100, 0),
      policyRevision: 3,
      sentence: '0 % of requests to shop/reviews go to v2, was 10 %.',
    })
    expect(await get(changeSchema, `/api/v1/changes/${id}`)).toMatchObject({ undoneBy: undone.id })
    expect((await post(`/api/v1/changes/${id}/undo`, { reason: 'again' })).status).toBe(409)
    const again = changeSchema.parse((await post(`/api/v1/changes/${undone.id}/undo`, { reason: 'forth' })).json())
    expect(again.after).toEqual(reviewsPolicy(90, 10))
    // The first change stands again, so it can be undone again.
    expect(await get(changeSchema, `/api/v1/changes/${id}`)).toMatchObject({ undoneBy: null })
    expect(changeSchema.parse((await post(`/api/v1/changes/${id}/undo`, { reason: 'back' })).json()).after).toEqual(reviewsPolicy(100, 0))
  })

  it('is undone out of order where later edits touched other parts, and those stay', async () => {
    const id = idOf(await apply(90, 10, 1))
    const timed = { ...reviewsPolicy(90, 10), rules: reviewsPolicy(90, 10).rules.map((rule) => ({ ...rule, timeout: '2s' })) }
    const put = { method: 'PUT', headers: { 'if-match': '"2"' }, body: { policy: timed, reason: 'slow' } }
    expect((await callUrl(served.url, '/api/v1/policies/shop/reviews', put)).status).toBe(200)
    const undone = changeSchema.parse((await post(`/api/v1/changes/${id}/undo`, { reason: 'back' })).json())
    expect(undone.after.rules[0]).toMatchObject({ timeout: '2s', backends: reviewsPolicy(100, 0).rules[0]?.backends })
  })

  it('has a history of documents, from the first one, and any of them can be put again', async () => {
    await apply(90, 10, 1, 'mine')
    await apply(50, 50, 2)
    const history = await get(revisionsResponseSchema, '/api/v1/revisions?service=shop/reviews')
    expect([history.present, history.revisions.map(({ revision, actor }) => [revision, actor])]).toEqual([
      3,
      [
        [3, expect.any(String)],
        [2, expect.any(String)],
        [1, null],
      ],
    ])
    expect(history.revisions[2]?.policy).toEqual(reviewsPolicy(100, 0))
    expect((await call('/api/v1/revisions?service=shop/nothing')).status).toBe(404)
  })

  it('is not undone where its service is gone, and says what to do', async () => {
    const id = idOf(await apply(90, 10, 1))
    const mesh = await served.web.store.steer.mesh.get()
    const services = (mesh?.document.services ?? []).filter(({ name }) => name !== 'shop/reviews').map(({ calls, ...spec }) => spec)
    const headers = { 'if-match': `"${mesh?.revision}"` }
    const gateways = mesh?.document.gateways
    expect((await callUrl(served.url, '/api/v1/mesh', { method: 'PUT', headers, body: { services, gateways } })).status).toBe(200)
    const answer = await post(`/api/v1/changes/${id}/undo`, { reason: 'back' })
    expect([answer.status, errorOf(answer).message]).toEqual([404, expect.stringContaining('declare it again')])
  })

  it('that was followed by another is not undone in silence', async () => {
    const id = idOf(await apply(90, 10, 1))
    await apply(50, 50, 2)
    const answer = await post(`/api/v1/changes/${id}/undo`, { reason: 'back' })
    expect(answer.status).toBe(409)
    expect(errorOf(answer)).toMatchObject({ message: expect.stringContaining('edited again'), details: { revision: 3 } })
    const details = z
      .object({
        base: z.unknown(),
        mine: z.unknown(),
        theirs: z.unknown(),
        conflicts: z.array(z.object({ path: z.string() })),
        later: z.array(changeSchema),
      })
      .parse(errorOf(answer).details)
    expect(details).toMatchObject({
      base: reviewsPolicy(90, 10),
      mine: reviewsPolicy(100, 0),
      theirs: reviewsPolicy(50, 50),
      conflicts: [{ path: 'rule default: backends' }],
      later: [{ policyRevision: 3 }],
    })
  })
})

describe('a fault', () => {
  it('is answered with 201, has an end, and stands as an overlay beside the policy', async () => {
    const answer = await post('/api/v1/faults', fault)
    const made = faultSchema.parse(answer.json())
    expect([answer.status, made.state, made.outcome]).toEqual([201, 'applying', null])
    expect(Date.parse(made.endsAt) - Date.parse(made.at)).toBe(60_000)
    expect(made.evidence.map((row) => row.proxyId)).toEqual(['frontend-1'])
    const { policy, overlays } = await get(policyResponseSchema, '/api/v1/policies/shop/reviews')
    expect(overlays).toMatchObject([{ kind: 'fault', id: made.id, endsAt: made.endsAt }])
    expect(policy).toEqual(reviewsPolicy(100, 0))
  })

  it('holds its route: a second one on it is a conflict', async () => {
    await post('/api/v1/faults', fault)
    const answer = await post('/api/v1/faults', fault)
    expect([answer.status, errorOf(answer).message]).toEqual([409, expect.stringContaining('stop it first')])
  })

  it('is on its way out as soon as it is stopped, and stopping it again changes nothing', async () => {
    const id = idOf(await post('/api/v1/faults', fault))
    expect(faultSchema.parse((await post(`/api/v1/faults/${id}/stop`, { reason: 'seen enough' })).json())).toMatchObject({
      state: 'removing',
      stateReason: 'seen enough',
    })
    const revision = await served.web.store.steer.revision()
    expect((await post(`/api/v1/faults/${id}/stop`, { reason: 'again' })).status).toBe(200)
    expect(await served.web.store.steer.revision()).toBe(revision)
  })

  it('and every other ends by the red button, which locks out new ones until it is released', async () => {
    const ids = [
      idOf(await post('/api/v1/faults', fault)),
      idOf(await post('/api/v1/faults', { ...fault, service: 'shop/frontend', version: 'v1' })),
    ]
    const before = idOf(await post('/api/v1/faults', { ...fault, version: 'v1' }))
    await post(`/api/v1/faults/${before}/stop`, { reason: 'stopped by hand' })
    const stopped = stopAllResponseSchema.parse((await post('/api/v1/faults/stop-all', { reason: 'incident' })).json())
    expect([...stopped.stopped].sort()).toEqual([...ids].sort())
    expect(stopped.proxies.map((proxy) => proxy.proxyId)).toEqual(['frontend-1'])
    const list = await get(faultsResponseSchema, '/api/v1/faults')
    expect(list.faults.map((other) => other.state)).toEqual(['removing', 'removing', 'removing'])
    expect(list.faults.find((other) => other.id === before)).toMatchObject({ stateReason: 'stopped by hand' })
    expect(list.lock).toMatchObject({ locked: true, reason: 'incident' })
    expect((await post('/api/v1/faults', fault)).status).toBe(409)
    expect((await post('/api/v1/faults/release', { reason: 'over' })).json()).toEqual({ locked: false })
    expect((await get(faultsResponseSchema, '/api/v1/faults')).lock).toBeNull()
  })
})

describe('the mesh document', () => {
  it('comes as YAML where that is asked for, and goes back unchanged', async () => {
    const answer = await call('/api/v1/mesh', { headers: { accept: 'application/yaml' } })
    expect(answer.headers['content-type']).toMatch(/^application\/yaml/)
    const headers = { 'if-match': String(answer.headers.etag), 'content-type': 'application/yaml' }
    const put = await call('/api/v1/mesh', { method: 'PUT', text: answer.text, headers })
    expect([put.status, put.json()]).toEqual([200, shopMesh])
  })

  it('gives a new service its first policy, and takes the policy of a gone one with it', async () => {
    const [frontend, reviews] = shopMesh.services
    const services = [
      { ...frontend, calls: ['shop/reviews', 'shop/cart'] },
      reviews,
      { name: 'shop/cart', protocol: 'http', versions: [{ name: 'v1' }] },
    ]
    const put = await call('/api/v1/mesh', { method: 'PUT', body: { ...shopMesh, services }, headers: { 'if-match': '"1"' } })
    expect(put.status).toBe(200)
    expect((await call('/api/v1/policies/shop/cart')).headers.etag).toBe('"1"')
    expect((await call('/api/v1/policies/shop/ledger')).status).toBe(404)
  })
})

describe('hostile names', () => {
  const name = '<img/src=x/onerror=alert(1)>'
  it('of a proxy and its service travel as text', async () => {
    await served.web.store.steer.registrations.put(sidecar(name, `evil/${name}`, '__proto__', 23000))
    const { proxies } = await get(proxiesResponseSchema, '/api/v1/proxies')
    expect(proxies.find((proxy) => proxy.id === name)).toMatchObject({ service: `evil/${name}`, version: '__proto__' })
    expect((await call(`/api/v1/proxies/${encodeURIComponent(name)}`)).status).toBe(200)
    const topology = await call('/api/v1/topology?view=version')
    expect(topology.headers['content-type']).toBe('application/json')
    expect(topologyResponseSchema.parse(topology.json()).nodes.map((node) => node.id)).toContain(`evil/${name}@__proto__`)
    const { services } = await get(servicesResponseSchema, '/api/v1/services')
    expect(services.map((service) => service.name)).toContain(`evil/${name}`)
    expect((await call(`/api/v1/services/evil/${name.split('/').map(encodeURIComponent).join('/')}`)).status).toBe(200)
  })
})
