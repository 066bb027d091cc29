import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { loadRoutes, type RouteModule, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'

const path = '/api/v1/policies/shop/reviews'
let routes: RouteModule[]
let context: TestContext
let api: ServedApi
const call = (address: string, sent: Sent = {}) => callUrl(api.url, address, sent)
const backends = [{ version: 'v1', weight: 100 }]
const put = (rules: unknown, more: object = {}) =>
  call(path, {
    method: 'PUT',
    headers: { 'if-match': '"1"' },
    body: { policy: { service: 'shop/reviews', rules, ...more }, reason: 'try' },
  })

async function expectRefused(rule: object, status: number, words: string): Promise<void> {
  const answer = await put([{ name: 'default', backends, ...rule }])
  expect({ status: answer.status, message: errorOf(answer).message }).toEqual({ status, message: expect.stringContaining(words) })
}

beforeAll(async () => {
  routes = await loadRoutes(fileURLToPath(new URL('../..', import.meta.url)))
  api = await serveApi(routes)
})
afterAll(() => api.close())
beforeEach(async () => {
  context = await testContext()
  provideContext(context.web)
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
})
afterEach(async () => {
  expect(context.errors).toEqual([])
  await context.close()
})

describe('a policy with a mistake is refused with its path and the way out', () => {
  it.each<[what: string, rule: object, status: number, words: string]>([
    ['a key nobody knows', { timeot: '3s' }, 400, 'policy.rules[0].timeot: there is no key "timeot" here; did you mean "timeout"?'],
    ['weights 33/33/33', { backends: [33, 33, 33].map((weight) => ({ version: 'v1', weight })) }, 400, 'sum to 99, they must sum to 100'],
    ['a percent finer than a proxy can tell', { mirror: { version: 'v2', percent: 0.00001 } }, 422, 'steps of 0.0001 %'],
    ['a hash key that is no header', { stickiness: { header: 'a b' } }, 422, 'not a header name'],
    ['a timeout without a unit', { timeout: 0 }, 400, '0 has no unit: a duration is a number with ms, s, m or h'],
    ['a host with an empty part', { rewrite: { hostname: 'a..b' } }, 422, 'has an empty part'],
    ['a negative timeout', { timeout: '-3s' }, 400, 'a duration is a number'],
    ['a try of no time', { retry: { attempts: 1, on: ['5xx'], perTryTimeout: '0s' } }, 422, '0s is no time at all'],
    ['a header that Envoy refuses', { requestHeaders: { set: [{ name: 'Host', value: 'x' }] } }, 422, 'use rewrite.hostname'],
    ['a header name with a space', { requestHeaders: { remove: ['a b'] } }, 400, 'not a header name'],
    ['a header value of two lines', { responseHeaders: { add: [{ name: 'x', value: 'a\r\nb' }] } }, 422, 'on one line'],
    ['a Unicode host', { rewrite: { hostname: 'bücher.example' } }, 422, 'Punycode'],
    ['a body above what a proxy holds', { backends: [], directResponse: { statusCode: 200, body: 'é'.repeat(3000) } }, 422, '6000 bytes'],
    ['a status nobody has', { backends: [], directResponse: { statusCode: 600 } }, 400, '200 to 599'],
    ['a rule that goes nowhere', { backends: [] }, 400, 'give it backends, a redirect or a directResponse'],
    ['a bucket filled too often', { rateLimit: { requests: 1, per: '10ms' } }, 422, 'use at least 50ms'],
  ])('%s', (_what, rule, status, words) => expectRefused(rule, status, words))

  it.each<[what: string, match: object, words: string]>([
    ['a look-ahead', { path: { regex: '/(?=a)b' } }, 'looks around, which RE2 cannot'],
    ['a reference back', { headers: [{ name: 'x', regex: '(a)\\1' }] }, 'refers back to a group'],
    ['an expression too large for Envoy', { path: { regex: '(a{1,100}){1,10}' } }, 'too large for Envoy'],
    ['two kinds of a test', { headers: [{ name: 'x', regex: 'a', exact: 'a' }] }, 'keep one of exact, regex and present'],
    ['a gRPC method on http', { grpc: { service: 'a.B' } }, 'shop/reviews is http, not grpc'],
    ['a version of a caller that there is not', { caller: 'shop/frontend@v9' }, 'shop/frontend has no version v9'],
  ])('%s in a match', async (_what, match, words) => {
    const answer = await put([
      { name: 'a', match, backends },
      { name: 'default', backends },
    ])
    expect({ status: answer.status, message: errorOf(answer).message }).toEqual({ status: 422, message: expect.stringContaining(words) })
  })

  it('takes an expression that would ruin a backtracking engine: RE2 is linear', async () => {
    const answer = await put([
      { name: 'a', match: { path: { regex: '/(a+)+(a|a)*b' } }, backends },
      { name: 'default', backends },
    ])
    expect(answer.status).toBe(200)
  })

  it('of five megabytes or ten thousand rules is refused quickly', async () => {
    const big = await put([{ name: 'default', backends, requestHeaders: { set: [{ name: 'x', value: 'a'.repeat(5_000_000) }] } }])
    expect(big.status).toBe(413)
    const rules = Array.from({ length: 10_001 }, (_, index) => ({ name: `r${index}`, backends }))
    const started = performance.now()
    const many = await put(rules)
    expect({ status: many.status, message: errorOf(many).message }).toEqual({
      status: 400,
      message: expect.stringContaining('at most 200 rules, this one has 10001'),
    })
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('the JSON Schema of a policy', () => {
  it('is served, and knows every part of a rule', async () => {
    const answer = await call('/api/v1/policy.schema.json')
    expect(answer.status).toBe(200)
    const schema = JSON.parse(answer.text)
    const rule = schema.properties.rules.items.properties
    expect(Object.keys(rule)).toEqual(expect.arrayContaining(['match', 'rateLimit', 'stickiness', 'directResponse']))
    expect(schema.additionalProperties).toBe(false)
  })
})

describe('the body of an edit', () => {
  const send = (text: string) => call('/api/v1/plans', { method: 'POST', headers: { 'content-type': 'application/json' }, text })
  const document = (rule: object) =>
    JSON.stringify({ service: 'shop/reviews', baseRevision: 1, policy: { service: 'shop/reviews', rules: [rule] } }, null, 2)
  const problemsOf = (answer: Awaited<ReturnType<typeof send>>) => errorOf(answer).details

  it('that has a key twice is refused with both lines, as only one of the two could hold', async () => {
    const text = document({ name: 'default', timeout: '1s', backends }).replace('"timeout": "1s"', '"timeout": "1s",\n"timeout": "2s"')
    const answer = await send(text)
    expect(answer.status).toBe(400)
    expect(errorOf(answer).message).toBe('policy.rules[0].timeout: this key stands twice, on lines 9 and 10: keep one of the two')
  })

  it('tells the line of what is wrong with its shape and with its meaning, where it has lines', async () => {
    const shape = await send(document({ name: 'default', backends, timeuot: '1s' }))
    expect(errorOf(shape).message).toMatch(/^line 15: policy\.rules\[0\]\.timeuot: there is no key/)
    const meaning = await send(document({ name: 'default', backends: [{ version: 'v9', weight: 100 }] }))
    expect(problemsOf(meaning)).toMatchObject({ problems: [{ path: 'rules[0].backends[0].version', line: 11 }] })
    const oneLine = await send(JSON.stringify(JSON.parse(document({ name: 'default', backends: [{ version: 'v9', weight: 100 }] }))))
    expect(JSON.stringify(problemsOf(oneLine))).not.toContain('"line"')
  })
})
