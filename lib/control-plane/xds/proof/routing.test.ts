import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { type Answer, asEcho, tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'

const [first, second, cart] = ['shop/frontend@v1', 'shop/frontend@v2', 'shop/cart@v1']
const callers = [first, second, cart]
const host = 'reviews'

let apps: EchoApp[] = []
let mesh: ProofMesh
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = [await startEchoApp('v1'), await startEchoApp('v2')]
  const [v1, v2] = apps.map((app) => [app.endpoint])
  mesh = await startProofMesh([proofService('shop/reviews', { v1: v1 ?? [], v2: v2 ?? [] })], callers)
}, 60_000)
beforeEach(() => {
  for (const app of apps) {
    app.behave({})
    app.log.length = 0
  }
})
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

const weights = (v1: number, v2: number) => [
  { version: 'v1', weight: v1 },
  { version: 'v2', weight: v2 },
]
const rule = (name: string, change: Partial<Rule> = {}): Rule => ({ name, backends: weights(100, 0), ...change })
const put = (...rules: Rule[]): Promise<void> => {
  const policy: Policy = { service: 'shop/reviews', rules }
  return mesh.publish({ policies: [{ policy, revision: 1 }] })
}
const versionOf = (answer: Answer): string => (answer.status === 200 ? asEcho(answer).app : `status ${answer.status}`)
/** Whether a binomial count lies within five standard deviations: one run in a million fails by chance. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count - of * share), `${count} of ${of}, ${share} is wanted`).toBeLessThan(5 * Math.sqrt(of * share * (1 - share)))
}

describe.skipIf(noEnvoyReason)(`where requests go${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('is split by weight, counted by the answers, by the logs of the versions and by the proxy', async () => {
    await put(rule('default', { backends: weights(70, 30) }))
    const { envoy, askMany } = mesh.caller(first)
    const before = await envoy.stat('cluster.shop/reviews|v2.upstream_rq_completed')
    const answers = tally(await askMany(1000, { host }), versionOf)
    expectShare(answers.v2 ?? 0, 1000, 0.3)
    expect(answers).toEqual({ v1: apps[0]?.log.length, v2: apps[1]?.log.length })
    expect((await envoy.stat('cluster.shop/reviews|v2.upstream_rq_completed')) - before).toBe(answers.v2)
  })

  it('follows the caller, and the version of the caller where the rule names one', async () => {
    await put(
      rule('second', { match: { caller: second }, backends: weights(0, 100) }),
      rule('cart', { match: { caller: 'shop/cart' }, backends: [], directResponse: { statusCode: 418 } }),
      rule('default'),
    )
    const seen = await Promise.all(callers.map(async (caller) => tally(await mesh.caller(caller).askMany(20, { host }), versionOf)))
    expect(seen).toEqual([{ v1: 20 }, { v2: 20 }, { 'status 418': 20 }])
    await put(rule('frontend', { match: { caller: 'shop/frontend' }, backends: weights(0, 100) }), rule('default'))
    const anyVersion = await Promise.all(callers.map(async (caller) => versionOf(await mesh.caller(caller).ask({ host }))))
    expect(anyVersion).toEqual(['v2', 'v2', 'v1'])
  })

  it('carries the header edits of the rule, both ways', async () => {
    apps[0]?.behave({ headers: { 'x-internal': 'secret', 'x-kept': 'as it was', server: 'app' } })
    await put(
      rule('default', {
        requestHeaders: {
          set: [{ name: 'x-set', value: 'new %20' }],
          add: [{ name: 'X-Added', value: 'two' }],
          remove: ['x-removed'],
        },
        responseHeaders: {
          set: [{ name: 'x-kept', value: 'replaced' }],
          add: [{ name: 'x-more', value: '1' }],
          remove: ['x-internal'],
        },
      }),
    )
    const headers = { 'x-set': 'old', 'x-added': 'one', 'x-removed': 'gone', 'x-else': 'stays' }
    const answer = await mesh.caller(first).ask({ host, headers })
    const seen = asEcho(answer).headers
    expect(seen).toMatchObject({ 'x-set': 'new %20', 'x-added': 'one, two', 'x-else': 'stays' })
    expect(seen['x-removed']).toBeUndefined()
    expect(answer.headers).toMatchObject({ 'x-kept': 'replaced', 'x-more': '1' })
    expect(answer.headers['x-internal']).toBeUndefined()
  })

  it('sees the path and the host that the rule writes, and keeps the query', async () => {
    await put(
      rule('prefix', { match: { path: { prefix: '/old' } }, rewrite: { hostname: 'other.shop', path: { replacePrefixMatch: '/new' } } }),
      rule('root', { match: { path: { prefix: '/api' } }, rewrite: { path: { replacePrefixMatch: '/' } } }),
      rule('default', { rewrite: { path: { replaceFullPath: '/all' } } }),
    )
    const seen = async (path: string) => {
      const echo = asEcho(await mesh.caller(first).ask({ host, path }))
      return `${echo.headers.host} ${echo.path}`
    }
    expect(await seen('/old/a/b?q=1')).toBe('other.shop /new/a/b?q=1')
    expect(await seen('/api/x?y')).toBe('reviews /x?y')
    expect(await seen('/anything?z=2')).toBe('reviews /all?z=2')
  })

  it('is nowhere for a redirect and for an answer of the proxy itself', async () => {
    const redirect = { scheme: 'https', hostname: 'new.shop', port: 8443, path: { replacePrefixMatch: '/v2' }, statusCode: 308 } as const
    await put(
      rule('moved', { match: { path: { prefix: '/v1' } }, backends: [], redirect }),
      rule('closed', { backends: [], directResponse: { statusCode: 503, body: 'closed for an hour' } }),
    )
    const moved = await mesh.caller(first).ask({ host, path: '/v1/a?b=c' })
    expect([moved.status, moved.headers.location]).toEqual([308, 'https://new.shop:8443/v2/a?b=c'])
    const closed = await mesh.caller(first).ask({ host, path: '/' })
    expect([closed.status, closed.body]).toEqual([503, 'closed for an hour'])
    expect(apps.map((app) => app.log.length)).toEqual([0, 0])
  })
})

describe.skipIf(noEnvoyReason)(`stickiness${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 30_000 }, () => {
  it('keeps each value of a header on one version, at two proxies alike, and splits the values by weight', async () => {
    await put(rule('default', { backends: weights(50, 50), stickiness: { header: 'x-user' } }))
    const ask = (caller: string) => mesh.caller(caller).askMany(400, (index) => ({ host, headers: { 'x-user': `user-${index}` } }))
    const [once, again, elsewhere] = (await Promise.all([ask(first), ask(first), ask(second)])).map((answers) => answers.map(versionOf))
    expect(again).toEqual(once)
    expect(elsewhere).toEqual(once)
    expectShare(once?.filter((version) => version === 'v2').length ?? 0, 400, 0.5)
  })

  it('gives out a cookie that brings its bearer back to the same version', async () => {
    await put(rule('default', { backends: weights(50, 50), stickiness: { cookie: { name: 'arm', ttl: '10m' } } }))
    const { ask, askMany } = mesh.caller(first)
    const clients = await askMany(60, () => ({ host }))
    expect(Object.keys(tally(clients, versionOf)).sort()).toEqual(['v1', 'v2'])
    for (const client of clients.slice(0, 20)) {
      const cookie = String(client.headers['set-cookie']).split(';')[0] ?? ''
      expect(cookie).toMatch(/^arm=.+/)
      const back = await Promise.all([1, 2, 3].map(() => ask({ host, headers: { cookie: `other=1; ${cookie}` } })))
      expect(back.map(versionOf)).toEqual(Array(3).fill(versionOf(client)))
      expect(back[0]?.headers['set-cookie']).toBeUndefined()
    }
  })

  it('keeps each calling address on one version', async () => {
    await put(rule('default', { backends: weights(50, 50), stickiness: { source: true } }))
    const { askMany } = mesh.caller(first)
    const from = async (address: number) => tally(await askMany(10, () => ({ host, localAddress: `127.0.0.${address}` })), versionOf)
    const tallies = await Promise.all(Array.from({ length: 24 }, (_, index) => from(index + 2)))
    expect(tallies.every((each) => Object.keys(each).length === 1)).toBe(true)
    expect(new Set(tallies.flatMap((each) => Object.keys(each)))).toEqual(new Set(['v1', 'v2']))
  })
})
