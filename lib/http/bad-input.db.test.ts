import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { loadRoutes, type RouteModule, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'

const path = '/api/v1/policies/shop/reviews'
let routes: RouteModule[]
let context: TestContext
let api: ServedApi
const call = (address: string, sent: Sent = {}) => callUrl(api.url, address, sent)
const put = (body: unknown, headers: Record<string, string> = { 'if-match': '"1"' }) => call(path, { method: 'PUT', body, headers })
const fault = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 }, durationSeconds: 60, reason: 'try' }

/** Everything an edit could have moved. */
async function everything(): Promise<string> {
  const { steer } = context.web.store
  const parts = [
    steer.revision(),
    steer.mesh.get(),
    steer.policies.list(),
    steer.changes.list({ limit: 100 }),
    steer.faults.list({ limit: 100 }),
    steer.faults.lock(),
  ]
  return JSON.stringify(await Promise.all<unknown>(parts))
}

async function expectRefused(sent: Promise<Awaited<ReturnType<typeof call>>>, status: number, code: string, words: RegExp): Promise<void> {
  const answer = await sent
  const error = errorOf(answer)
  expect({ status: answer.status, code: error.code }).toEqual({ status, code })
  expect(error.message).toMatch(words)
  expect(error.requestId).toBe(answer.headers['x-request-id'])
}

beforeAll(async () => {
  routes = await loadRoutes(fileURLToPath(new URL('../..', import.meta.url)))
  api = await serveApi(routes)
})
afterAll(() => api.close())

let before: string
beforeEach(async () => {
  context = await testContext()
  provideContext(context.web)
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
  before = await everything()
})
afterEach(async () => {
  expect(await everything()).toBe(before)
  expect(context.errors).toEqual([])
  await context.close()
})

describe('bad input gets its own status, names the field and the fix, and changes nothing', () => {
  it('weights that do not sum to 100', () =>
    expectRefused(
      put({ policy: reviewsPolicy(60, 50), reason: 'x' }),
      400,
      'invalid',
      /policy\.rules\[0\]\.backends: the weights sum to 110, they must sum to 100/,
    ))
  it('a negative weight', () =>
    expectRefused(put({ policy: reviewsPolicy(100, -10), reason: 'x' }), 400, 'invalid', /backends\[1\]\.weight: a weight is not negative/))
  it('a weight that is no whole number', () =>
    expectRefused(put({ policy: reviewsPolicy(99.5, 0.5), reason: 'x' }), 400, 'invalid', /whole number/))
  it('an unknown version', async () => {
    const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v9', weight: 100 }] }] }
    await expectRefused(put({ policy, reason: 'x' }), 422, 'rejected', /has no version v9; use one of v1, v2/)
    await expectRefused(
      call('/api/v1/plans', { method: 'POST', body: { service: 'shop/reviews', policy, baseRevision: 1 } }),
      422,
      'rejected',
      /v9/,
    )
  })
  it('no If-Match, and one that is no revision', async () => {
    const body = { policy: reviewsPolicy(90, 10), reason: 'x' }
    await expectRefused(put(body, {}), 412, 'precondition', /If-Match is missing/)
    await expectRefused(put(body, { 'if-match': '*' }), 412, 'precondition', /no revision/)
    await expectRefused(put(body, { 'if-match': 'W/"1"' }), 412, 'precondition', /no revision/)
    await expectRefused(
      put(body, { 'if-match': '1' }),
      412,
      'precondition',
      /If-Match "1" is no revision: .* in its quotes, If-Match: "1"$/,
    )
  })
  it('an edit without a reason', () => expectRefused(put({ policy: reviewsPolicy(90, 10) }), 400, 'invalid', /^reason:/))
  it('an unknown service', async () => {
    const policy = { ...reviewsPolicy(90, 10), service: 'shop/nothing' }
    await expectRefused(
      call('/api/v1/policies/shop/nothing', { method: 'PUT', body: { policy, reason: 'x' }, headers: { 'if-match': '"1"' } }),
      404,
      'not_found',
      /no service "shop\/nothing"/,
    )
    await expectRefused(call('/api/v1/services/shop/nothing'), 404, 'not_found', /shop\/nothing/)
    await expectRefused(
      call('/api/v1/faults', { method: 'POST', body: { ...fault, service: 'shop/nothing' } }),
      422,
      'rejected',
      /no service shop\/nothing/,
    )
  })
  it('a policy of another service than the address names', () =>
    expectRefused(
      put({ policy: { ...reviewsPolicy(90, 10), service: 'shop/frontend' }, reason: 'x' }),
      400,
      'invalid',
      /names shop\/frontend, the address names shop\/reviews/,
    ))
  it('a percent above 100', () =>
    expectRefused(
      call('/api/v1/faults', { method: 'POST', body: { ...fault, abort: { percent: 101 } } }),
      400,
      'invalid',
      /abort\.percent: a percent is between 0 and 100/,
    ))
  it('a fault without an end, without an effect, for a tcp service', async () => {
    const { durationSeconds: _end, ...endless } = fault
    await expectRefused(call('/api/v1/faults', { method: 'POST', body: endless }), 400, 'invalid', /a fault needs an end: durationSeconds/)
    for (const durationSeconds of [-5, 0, 1.5])
      await expectRefused(
        call('/api/v1/faults', { method: 'POST', body: { ...fault, durationSeconds } }),
        400,
        'invalid',
        /durationSeconds: a fault lasts whole seconds, at least 1/,
      )
    const { abort: _abort, ...harmless } = fault
    await expectRefused(call('/api/v1/faults', { method: 'POST', body: harmless }), 400, 'invalid', /abort, delay/)
    await expectRefused(
      call('/api/v1/faults', { method: 'POST', body: { ...fault, service: 'shop/ledger' } }),
      422,
      'rejected',
      /tcp service/,
    )
  })
  it('no body at all, before anything else that is wrong with it', async () => {
    await expectRefused(call(path, { method: 'PUT' }), 400, 'invalid', /the body is empty: send a JSON object$/)
    await expectRefused(call(path, { method: 'PUT', headers: { 'if-match': '"1"' } }), 400, 'invalid', /the body is empty/)
    await expectRefused(call('/api/v1/mesh', { method: 'PUT' }), 400, 'invalid', /the body is empty: send JSON or YAML/)
    const text = JSON.stringify({ policy: reviewsPolicy(90, 10), reason: 'x' })
    await expectRefused(
      call(path, { method: 'PUT', text, headers: { 'content-type': '' } }),
      415,
      'unsupported',
      /content-type is missing: send application\/json/,
    )
  })
  it('text that is no JSON, with its line, and no body at all', async () => {
    const send = (text: string) => call(path, { method: 'PUT', text, headers: { 'if-match': '"1"' } })
    await expectRefused(send('{\n  "policy": oops\n}'), 400, 'invalid', /not JSON.*line 2/)
    await expectRefused(send(''), 400, 'invalid', /empty/)
  })
  it('a method that is not served there, with those that are', async () => {
    await expectRefused(call(path, { method: 'DELETE' }), 400, 'invalid', /DELETE is not served at .*reviews: use GET or PUT$/)
    await expectRefused(call('/api/v1/topology', { method: 'POST', body: {} }), 400, 'invalid', /POST is not served .*: use GET$/)
    await expectRefused(call('/healthz', { method: 'PUT', body: {} }), 400, 'invalid', /use GET$/)
  })
  it('a body of another type, and one that is too large', async () => {
    await expectRefused(
      call(path, { method: 'PUT', text: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'unsupported',
      /send application\/json/,
    )
    await expectRefused(put({ policy: reviewsPolicy(90, 10), reason: 'x'.repeat(1_100_000) }), 413, 'too_large', /larger than/)
  })
  it('a key that nobody knows', () =>
    expectRefused(put({ policy: reviewsPolicy(90, 10), reason: 'x', force: true }), 400, 'invalid', /force/))
  it('a malformed mesh document, with its line', async () => {
    const send = (text: string, type = 'application/yaml') =>
      call('/api/v1/mesh', { method: 'PUT', text, headers: { 'if-match': '"1"', 'content-type': type } })
    await expectRefused(send('services:\n  - name: shop/cart\n   protocol: http\n'), 400, 'invalid', /line 3/)
    await expectRefused(
      send('services:\n  - name: shop/cart\n    protocol: carrier-pigeon\n    versions: [{ name: v1 }]\n'),
      400,
      'invalid',
      /line 3: services\[0\]\.protocol/,
    )
    await expectRefused(
      send('{\n "services": [\n  { "name": "shop/cart", "protocol": "http",\n    "versions": [] }]}', 'application/json'),
      400,
      'invalid',
      /line 4: services\[0\]\.versions/,
    )
  })
  it('a mesh document whose names lead nowhere, or that leaves a policy without its version', async () => {
    const [frontend, reviews, ledger] = shopMesh.services
    const send = (services: unknown[]) =>
      call('/api/v1/mesh', { method: 'PUT', body: { ...shopMesh, services }, headers: { 'if-match': '"1"' } })
    await expectRefused(send([{ ...frontend, calls: ['shop/gone'] }, reviews, ledger]), 422, 'rejected', /no service shop\/gone/)
    await expectRefused(send([frontend, { ...reviews, versions: [{ name: 'v1' }] }, ledger]), 422, 'rejected', /has no version v2/)
    await expectRefused(send([frontend, reviews, reviews, ledger]), 422, 'rejected', /twice/)
  })
  it('a range that makes no sense, or a filter that cannot be read', async () => {
    await expectRefused(
      call('/api/v1/topology?find=rps+%3E'),
      400,
      'invalid',
      /find: what rps is compared with is missing at the end \(at character 6\)/,
    )
    await expectRefused(call('/api/v1/topology?hide=(cart'), 400, 'invalid', /hide: this \( is not closed \(at character 1\)/)
    await expectRefused(call('/api/v1/topology?from=yesterday'), 400, 'invalid', /from: not a time/)
    await expectRefused(call('/api/v1/topology?from=now&to=now-1m'), 400, 'invalid', /earlier/)
    await expectRefused(call('/api/v1/series?subject=reviews'), 400, 'invalid', /subject/)
    await expectRefused(call('/api/v1/series?subject=service:shop/reviews&metrics=luck'), 400, 'invalid', /"luck" is no metric/)
  })
  it('a focus or a subject that stands for nothing, with the names there are', async () => {
    for (const focus of ['shop/nothing', 'shop/reviews@v9'])
      await expectRefused(
        call(`/api/v1/topology?focus=${focus}`),
        404,
        'not_found',
        /^focus: nothing is called .* known are .*shop\/reviews/,
      )
    for (const subject of ['service:shop/nothing', 'version:shop/reviews@v9', 'edge:shop/nothing>shop/reviews:http'])
      await expectRefused(call(`/api/v1/series?subject=${subject}`), 404, 'not_found', /^subject: nothing is called .*(nothing|v9)"/)
    for (const subject of ['service:shop/reviews', 'version:shop/reviews@v2', 'edge:edge/gateway>shop/reviews:http'])
      expect([subject, (await call(`/api/v1/series?subject=${subject}`)).status]).toEqual([subject, 200])
    expect((await call('/api/v1/topology?focus=shop/reviews&namespace=other')).status).toBe(200)
  })
  it('a change, a fault, a proxy or an address that is not there', async () => {
    for (const address of ['/api/v1/changes/x', '/api/v1/faults/x', '/api/v1/proxies/x', '/api/v1/nothing', '/api/v1', '/api'])
      await expectRefused(call(address), 404, 'not_found', /./)
    await expectRefused(call('/api/v1/changes/x/undo', { method: 'POST', body: { reason: 'x' } }), 404, 'not_found', /x/)
    await expectRefused(call('/api/v1/faults/x/stop', { method: 'POST', body: { reason: 'x' } }), 404, 'not_found', /x/)
    await expectRefused(call('/api/v1/policies/shop/%E0%A4%A'), 400, 'invalid', /% escape/)
  })
  it('a page of another site that writes', async () => {
    const sent = (headers: Record<string, string>) => put({ policy: reviewsPolicy(90, 10), reason: 'x' }, { 'if-match': '"1"', ...headers })
    await expectRefused(sent({ origin: 'http://evil.example' }), 403, 'forbidden', /another origin/)
    await expectRefused(sent({ origin: 'null' }), 403, 'forbidden', /another origin/)
    await expectRefused(sent({ origin: `http://127.0.0.1:${api.port + 1}` }), 403, 'forbidden', /another origin/)
    await expectRefused(sent({ 'sec-fetch-site': 'cross-site' }), 403, 'forbidden', /another site/)
  })
  it('checks come in the order of the contract', async () => {
    const evil = { origin: 'http://evil.example' }
    await expectRefused(call(path, { method: 'PUT', text: 'no', headers: evil }), 403, 'forbidden', /./)
    await expectRefused(call(path, { method: 'PUT', text: 'no' }), 400, 'invalid', /not JSON/)
    await expectRefused(call(path, { method: 'PUT', body: {} }), 412, 'precondition', /./)
    await expectRefused(put({}, { 'if-match': '"9"' }), 400, 'invalid', /./)
    const lost = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v9', weight: 100 }] }] }
    await expectRefused(put({ policy: lost, reason: 'x' }, { 'if-match': '"9"' }), 409, 'conflict', /revision 1/)
    await expectRefused(put({ policy: lost, reason: 'x' }), 422, 'rejected', /./)
  })
})
